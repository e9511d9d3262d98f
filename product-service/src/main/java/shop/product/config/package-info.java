/** How the catalogue is put together. */
@NullMarked
package shop.product.config;

import org.jspecify.annotations.NullMarked;
