package shop.inventory.application;

import shop.inventory.domain.Hold;
import shop.inventory.domain.InventoryException;

/** What became of one wish among those that were decided together. */
sealed interface HoldResult {

    /** The order has its stock, by this request or by an earlier one. */
    record Held(Hold hold) implements HoldResult {}

    /** Nothing was taken. */
    record Refused(InventoryException refusal) implements HoldResult {}
}
