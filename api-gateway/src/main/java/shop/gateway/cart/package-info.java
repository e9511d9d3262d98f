/** What a guest put into a cart before logging in. */
@NullMarked
package shop.gateway.cart;

import org.jspecify.annotations.NullMarked;
