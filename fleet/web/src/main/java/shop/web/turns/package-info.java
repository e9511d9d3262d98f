/** Keeps work that costs much of a core from taking all of them. */
@NullMarked
package shop.web.turns;

import org.jspecify.annotations.NullMarked;
