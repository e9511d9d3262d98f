/** Consumes products and orders, publishes stock. */
@NullMarked
package shop.inventory.messaging;

import org.jspecify.annotations.NullMarked;
