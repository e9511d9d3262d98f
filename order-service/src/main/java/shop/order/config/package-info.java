/** The settings of order-service, who may reach what, and its timer. */
@NullMarked
package shop.order.config;

import org.jspecify.annotations.NullMarked;
