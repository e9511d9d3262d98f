/** What carts hear from the fleet. */
@NullMarked
package shop.cart.messaging;

import org.jspecify.annotations.NullMarked;
