/** What the service hears of orders and tells of payments. */
@NullMarked
package shop.payment.messaging;

import org.jspecify.annotations.NullMarked;
