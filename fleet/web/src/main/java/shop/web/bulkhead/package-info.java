/** Keeps work that costs much of a core from taking all of them. */
@NullMarked
package shop.web.bulkhead;

import org.jspecify.annotations.NullMarked;
