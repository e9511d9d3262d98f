/** Limits on what clients may send. */
@NullMarked
package shop.web.body;

import org.jspecify.annotations.NullMarked;
