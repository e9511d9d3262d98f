/** Samples and hand-written stores for the tests of inventory-service. */
@NullMarked
package shop.inventory.support;

import org.jspecify.annotations.NullMarked;
