/** Hears products and orders, tells stock. */
@NullMarked
package shop.inventory.messaging;

import org.jspecify.annotations.NullMarked;
