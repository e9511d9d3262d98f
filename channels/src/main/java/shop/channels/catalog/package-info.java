/** Products, stock, categories and recommendations. */
@NullMarked
package shop.channels.catalog;

import org.jspecify.annotations.NullMarked;
