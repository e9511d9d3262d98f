/** Samples and hand-written stand-ins for the tests of order-service. */
@NullMarked
package shop.order.support;

import org.jspecify.annotations.NullMarked;
