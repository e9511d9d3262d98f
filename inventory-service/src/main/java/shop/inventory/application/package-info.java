/** What inventory-service does, one use case per class, and the ports it needs filled. */
@NullMarked
package shop.inventory.application;

import org.jspecify.annotations.NullMarked;
