/** The settings of inventory-service, who may reach what, and its timer. */
@NullMarked
package shop.inventory.config;

import org.jspecify.annotations.NullMarked;
