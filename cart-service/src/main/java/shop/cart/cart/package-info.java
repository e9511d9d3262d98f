/** A cart: its lines, its limits, what it costs and how it is stored. */
@NullMarked
package shop.cart.cart;

import org.jspecify.annotations.NullMarked;
