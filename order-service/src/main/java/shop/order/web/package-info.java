/** The REST face of order-service. */
@NullMarked
package shop.order.web;

import org.jspecify.annotations.NullMarked;
