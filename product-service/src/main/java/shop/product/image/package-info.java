/** Pictures of products that were uploaded here. */
@NullMarked
package shop.product.image;

import org.jspecify.annotations.NullMarked;
