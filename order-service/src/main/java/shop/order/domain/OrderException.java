package shop.order.domain;

import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** What order-service refuses. The transient fields are never serialized: an exception of ours does not leave the process. */
public abstract sealed class OrderException extends RuntimeException {

    private OrderException(String message) {
        super(message);
    }

    private OrderException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no such order, or it is not the caller's: the answer is the same. */
    public static final class NotFound extends OrderException {
        public NotFound(OrderId id) {
            super("No order " + id.value());
        }
    }

    public static final class Empty extends OrderException {
        public Empty() {
            super("An order needs at least one line");
        }
    }

    public static final class TooManyLines extends OrderException {
        public TooManyLines(int lines) {
            super("lines: " + lines + " (expected: at most " + Basket.MAX_LINES + ")");
        }
    }

    public static final class QuantityTooLarge extends OrderException {
        public QuantityTooLarge(ProductId product, long quantity) {
            super("quantity of product " + product.value() + ": " + quantity + " (expected: at most "
                    + OrderLine.MAX_QUANTITY + ")");
        }
    }

    public static final class MixedCurrencies extends OrderException {
        public MixedCurrencies(List<String> currencies) {
            super("An order is paid in one currency, these prices are in " + String.join(", ", currencies));
        }
    }

    public static final class TotalTooLarge extends OrderException {
        public TotalTooLarge(ArithmeticException overflow) {
            super("The total is larger than any that can be paid", overflow);
        }
    }

    /** A sum that no provider charges: too small, too large, or in a currency without bounds. */
    public static final class AmountNotChargeable extends OrderException {
        private final transient Money total;
        private final transient ChargeableAmounts.@Nullable Bounds bounds;

        public AmountNotChargeable(Money total, ChargeableAmounts.@Nullable Bounds bounds) {
            super(total + " cannot be charged (" + expected(total.currency(), bounds) + ")");
            this.total = total;
            this.bounds = bounds;
        }

        private static String expected(Currency currency, ChargeableAmounts.@Nullable Bounds bounds) {
            return bounds == null
                    ? "nothing can be in " + currency.getCurrencyCode()
                    : "expected: from " + new Money(bounds.minimum(), currency) + " to "
                            + new Money(bounds.maximum(), currency);
        }

        public Money total() {
            return total;
        }

        /** Null for a currency in which nothing can be charged. */
        public @Nullable Money minimum() {
            return bounds == null ? null : new Money(bounds.minimum(), total.currency());
        }

        /** Null for a currency in which nothing can be charged. */
        public @Nullable Money maximum() {
            return bounds == null ? null : new Money(bounds.maximum(), total.currency());
        }
    }

    /** The customer holds as many orders unpaid as they may. */
    public static final class TooManyUnpaidOrders extends OrderException {
        private final int limit;

        public TooManyUnpaidOrders(int limit) {
            super("unpaid orders: " + limit + " (expected: fewer; pay or cancel one, then order again)");
            this.limit = limit;
        }

        public int limit() {
            return limit;
        }
    }

    /** The customer would hold more of one product unpaid than they may. */
    public static final class TooManyUnpaidUnits extends OrderException {
        private final transient ProductId product;
        private final int limit;

        public TooManyUnpaidUnits(ProductId product, long units, int limit) {
            super("unpaid units of product " + product.value() + ": " + units + " (expected: at most " + limit
                    + "; pay or cancel an order, then order again)");
            this.product = product;
            this.limit = limit;
        }

        public ProductId product() {
            return product;
        }

        public int limit() {
            return limit;
        }
    }

    public static final class UnknownProduct extends OrderException {
        public UnknownProduct(ProductId product) {
            super("No product " + product.value());
        }
    }

    public static final class ProductUnavailable extends OrderException {
        public ProductUnavailable(Product product) {
            super(product.sku() + " is no longer sold");
        }
    }

    /** The customer has seen another total than the one that would be charged. */
    public static final class PriceChanged extends OrderException {
        private final transient Money expected;
        private final transient Money actual;

        public PriceChanged(Money expected, Money actual) {
            super("total: " + actual + " (expected: " + expected + ")");
            this.expected = expected;
            this.actual = actual;
        }

        public Money expected() {
            return expected;
        }

        public Money actual() {
            return actual;
        }
    }

    /** Names every product that is short, not only the first. */
    public static final class InsufficientStock extends OrderException {
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

    /** A review is decided of an order that is not on hold, or not any more. */
    public static final class NotOnHold extends OrderException {
        public NotOnHold(Order.Snapshot order) {
            super("Order " + order.id().value() + " is " + order.state().status() + " (expected: ON_HOLD)");
        }
    }

    /** Somebody asks for a step that is not theirs to ask for, whatever state the order is in. */
    public static final class NotYours extends OrderException {
        public NotYours(OrderStatus wanted) {
            super("Only an admin may set an order " + wanted);
        }
    }

    /** A customer asks for the orders of another account. */
    public static final class NotYourOrders extends OrderException {
        public NotYourOrders() {
            super("Only an admin may see the orders of another account");
        }
    }

    public static final class IllegalTransition extends OrderException {
        private final transient List<OrderStatus> allowed;

        public IllegalTransition(Order.Snapshot order, OrderStatus wanted, Actor by) {
            super("Order " + order.id().value() + " cannot become " + wanted + ": it is "
                    + order.state().status() + ", its payment " + order.payment()
                    + (order.disputed() ? " and disputed" : "") + " (expected: one of " + order.allowedTransitions(by)
                    + ")");
            this.allowed = order.allowedTransitions(by);
        }

        public List<OrderStatus> allowed() {
            return allowed;
        }
    }
}
