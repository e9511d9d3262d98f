/** Stripe and order-service, as this service calls them. */
@NullMarked
package shop.payment.client;

import org.jspecify.annotations.NullMarked;
