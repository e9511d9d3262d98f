/** Takes whole catalogs in as files, and gives them out. */
@NullMarked
package shop.product.transfer;

import org.jspecify.annotations.NullMarked;
