package shop.inventory.domain;

import java.util.List;
import java.util.stream.Collectors;

/** What inventory-service refuses. */
public abstract sealed class InventoryException extends RuntimeException {

    private InventoryException(String message) {
        super(message);
    }

    /** Somebody wants more than is free. Names every product that is short, not only the first. */
    public static final class InsufficientStock extends InventoryException {
        // Not serialized: an exception of ours never leaves the process.
        private final transient List<Shortage> shortages;

        public InsufficientStock(List<Shortage> shortages) {
            super(shortages.stream()
                    .map(shortage -> shortage.sku() + ": " + shortage.requested() + " requested, "
                            + shortage.available() + " available")
                    .collect(Collectors.joining("; ")));
            this.shortages = List.copyOf(shortages);
        }

        public List<Shortage> shortages() {
            return shortages;
        }
    }

    public static final class UnknownProduct extends InventoryException {
        public UnknownProduct(ProductId product) {
            super("No stock of product " + product.value());
        }
    }

    public static final class UnknownHold extends InventoryException {
        public UnknownHold(OrderId order) {
            super("Nothing was ever held for order " + order.value());
        }
    }

    /** A hold is asked for again, or for longer, after its order has come to its end. */
    public static final class HoldOver extends InventoryException {
        public HoldOver(OrderId order, HoldState state) {
            super("The hold of order " + order.value() + " is over: " + state);
        }
    }
}
