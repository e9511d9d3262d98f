package shop.inventory.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the ledger: why a product's stock is what it is. Entries are only ever added; the sum of {@code onHandChange} is what is
 * on hand, the sum of {@code heldChange} what is held.
 *
 * @param stockVersion the version of the stock that this movement led to
 * @param order whose hold moved it; null for what a person or the catalog did
 * @param adjustment the admin's word that moved it; null for what an event did
 */
public record Movement(
        ProductId product,
        long stockVersion,
        Kind kind,
        long onHandChange,
        long heldChange,
        @Nullable OrderId order,
        @Nullable Adjustment adjustment,
        Instant at) {

    /** What happened to the stock. */
    public enum Kind {
        /** The first stock of a new product. */
        INITIAL,
        /** An admin added, removed or counted. */
        ADJUSTED,
        /** Set aside for an order. */
        HELD,
        /** No longer set aside. */
        RELEASED,
        /** Left for good. */
        SOLD,
        /** Came back after a sale. */
        RETURNED
    }
}
