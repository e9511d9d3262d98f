/** Hears products and payments, tells orders. */
@NullMarked
package shop.order.messaging;

import org.jspecify.annotations.NullMarked;
