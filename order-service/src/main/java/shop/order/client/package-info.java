/** Calls the services that order-service cannot do without, and gives up on them in time. */
@NullMarked
package shop.order.client;

import org.jspecify.annotations.NullMarked;
