/** The REST face of inventory-service. */
@NullMarked
package shop.inventory.web;

import org.jspecify.annotations.NullMarked;
