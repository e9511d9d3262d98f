package shop.inventory.application;

import shop.inventory.domain.Hold;
import shop.inventory.domain.InventoryException;

/** What became of one wish among those that were decided together. */
sealed interface HoldAnswer {

    /** The order has its stock, by this request or by an earlier one. */
    record Held(Hold hold) implements HoldAnswer {}

    /** Nothing was taken. */
    record Refused(InventoryException refusal) implements HoldAnswer {}
}
