/** Asks the services whose word inventory-service needs. */
@NullMarked
package shop.inventory.client;

import org.jspecify.annotations.NullMarked;
