/** The catalog: what the shop sells. */
@NullMarked
package shop.product;

import org.jspecify.annotations.NullMarked;
