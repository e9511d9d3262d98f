/** Carts: what customers are about to buy. */
@NullMarked
package shop.cart;

import org.jspecify.annotations.NullMarked;
