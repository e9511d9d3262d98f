/** How the catalog is put together. */
@NullMarked
package shop.product.config;

import org.jspecify.annotations.NullMarked;
