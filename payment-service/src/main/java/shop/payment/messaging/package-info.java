/** What the service consumes about orders and publishes about payments. */
@NullMarked
package shop.payment.messaging;

import org.jspecify.annotations.NullMarked;
