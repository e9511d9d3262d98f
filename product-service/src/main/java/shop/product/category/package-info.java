/** The tree of categories. */
@NullMarked
package shop.product.category;

import org.jspecify.annotations.NullMarked;
