/** Keeps work that costs much of a core from taking all of them. */
@NullMarked
package shop.user.turns;

import org.jspecify.annotations.NullMarked;
