package shop.order.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import shop.kernel.Money;
import shop.order.application.OrderPolicy;
import shop.order.application.ReservationLimits;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderNumber;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;
import shop.order.domain.Product;
import shop.order.domain.ProductId;
import shop.order.domain.ShippingAddress;

/** Orders as tests need them; the ids are those of the contracts' examples. */
public final class OrderSamples {

    public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    public static final Instant IN_15_MINUTES = Instant.parse("2026-11-21T10:15:00Z");
    public static final OrderId ORDER = new OrderId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000003"));
    public static final OrderNumber NUMBER = new OrderNumber("7K3M-9Q4T");
    public static final CustomerId CUSTOMER = new CustomerId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000001"));
    public static final CustomerId OTHER_CUSTOMER =
            new CustomerId(UUID.fromString("019aa5f0-7a00-7000-8000-0000000000ff"));
    public static final UUID ADMIN = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000ad");
    public static final PaymentId PAYMENT = new PaymentId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000004"));
    public static final ProductId MUG = new ProductId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000002"));
    public static final ProductId LAMP = new ProductId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000005"));
    public static final ShippingAddress ADDRESS =
            new ShippingAddress("Ada Buyer", "1 Analytical Row", null, "London", "N1 9GU", "GB");

    /** More than most tests need. */
    public static final ReservationLimits UNPAID = new ReservationLimits(100, 1_000);

    private OrderSamples() {}

    /** Two blue mugs at 12.50 EUR. */
    public static Order placed() {
        return Order.place(ORDER, NUMBER, CUSTOMER, Basket.of(List.of(mugs(2))), ADDRESS, IN_15_MINUTES, NOW);
    }

    public static Order placed(OrderId id, CustomerId customer, Instant reservedUntil, Instant now) {
        return Order.place(id, number(id), customer, Basket.of(List.of(mugs(2))), ADDRESS, reservedUntil, now);
    }

    /** One of its own for each order. */
    public static OrderNumber number(OrderId id) {
        return OrderNumber.of(id.value().getMostSignificantBits() ^ id.value().getLeastSignificantBits());
    }

    /** Fifteen minutes to pay, ten more for somebody who begins to, and the stock held for five more. */
    public static OrderPolicy policy() {
        return new OrderPolicy(
                Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofSeconds(3), UNPAID);
    }

    public static OrderLine mugs(int quantity) {
        return new OrderLine(MUG, "MUG-BLUE", "Blue mug", quantity, eur(1250));
    }

    public static Product mug() {
        return new Product(MUG, 3, "MUG-BLUE", "Blue mug", eur(1250), false);
    }

    public static Product lamp() {
        return new Product(LAMP, 1, "LAMP", "Lamp", eur(4000), false);
    }

    public static PaymentUpdate payment(PaymentStatus status, long version) {
        return new PaymentUpdate(PAYMENT, status, eur(2500), false, version);
    }

    public static PaymentUpdate disputed(PaymentStatus status, long version) {
        return new PaymentUpdate(PAYMENT, status, eur(2500), true, version);
    }

    public static Money eur(long cents) {
        return Money.of(cents, "EUR");
    }
}
