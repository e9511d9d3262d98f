/** What carts consume. */
@NullMarked
package shop.cart.messaging;

import org.jspecify.annotations.NullMarked;
