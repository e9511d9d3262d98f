package shop.order.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.events.OutgoingEvent;
import shop.kernel.Money;
import shop.order.domain.Order;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderStep;
import shop.order.domain.ShippingAddress;

/** What order-service publishes; its wire form is fixed by fleet-contracts/order_placed and order_status. */
sealed interface OrderMessage {

    record Placed(
            UUID orderId,
            String number,
            UUID userId,
            List<PricedItem> items,
            Money total,
            Address shippingAddress,
            Instant reservationExpiresAt,
            Instant placedAt)
            implements OrderMessage {}

    record Status(
            UUID orderId,
            String number,
            UUID userId,
            String status,
            String previousStatus,
            String paymentStatus,
            String fulfillmentStatus,
            List<Item> items,
            Money total,
            @Nullable String reason,
            Instant changedAt,
            Instant reservationExpiresAt)
            implements OrderMessage {}

    record PricedItem(UUID productId, String sku, String name, int quantity, Money unitPrice, Money lineTotal) {
        static PricedItem of(OrderLine line) {
            return new PricedItem(
                    line.product().value(), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total());
        }
    }

    record Item(UUID productId, String sku, int quantity) {
        static Item of(OrderLine line) {
            return new Item(line.product().value(), line.sku(), line.quantity());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Address(String name, String line1, @Nullable String line2, String city, String postalCode, String country) {
        static Address of(ShippingAddress address) {
            return new Address(
                    address.name(),
                    address.line1(),
                    address.line2(),
                    address.city(),
                    address.postalCode(),
                    address.country());
        }
    }

    /** The first step is published as order_placed, every later one as order_status; the versions of both count on. */
    static OutgoingEvent event(Order.Snapshot order, OrderStep step) {
        var id = order.id().value();
        return step.version() == 1
                ? new OutgoingEvent("order_placed", "order.placed.v1", id, 1, placed(order))
                : new OutgoingEvent("order_status", "order.status.v1", id, step.version(), status(order, step));
    }

    private static Placed placed(Order.Snapshot order) {
        return new Placed(
                order.id().value(),
                order.number().value(),
                order.customer().value(),
                order.basket().lines().stream().map(PricedItem::of).toList(),
                order.basket().total(),
                Address.of(order.address()),
                order.reservedUntil(),
                order.placedAt());
    }

    private static Status status(Order.Snapshot order, OrderStep step) {
        return new Status(
                order.id().value(),
                order.number().value(),
                order.customer().value(),
                step.status().name(),
                step.previous().name(),
                step.payment().name(),
                step.fulfillment().name(),
                order.basket().lines().stream().map(Item::of).toList(),
                order.basket().total(),
                step.reason(),
                step.at(),
                order.reservedUntil());
    }
}
