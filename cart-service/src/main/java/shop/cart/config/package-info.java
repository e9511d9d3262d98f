/** How the carts are put together. */
@NullMarked
package shop.cart.config;

import org.jspecify.annotations.NullMarked;
