/** Products: what they are, how they are stored, found and published. */
@NullMarked
package shop.product.catalog;

import org.jspecify.annotations.NullMarked;
