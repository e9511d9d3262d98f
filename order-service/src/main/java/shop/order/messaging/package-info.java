/** Consumes products and payments, publishes orders. */
@NullMarked
package shop.order.messaging;

import org.jspecify.annotations.NullMarked;
