package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.application.Viewer;
import shop.order.domain.FulfillmentStatus;
import shop.order.domain.Order;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ShippingAddress;
import shop.order.domain.risk.RiskAssessment;

/**
 * An order as the API shows it.
 *
 * @param number for people: short, unique, and in every message about the order
 * @param reservation until when its stock is held; null once the order has been paid or has ended
 * @param risk what was found about it; for staff only, the earliest first
 * @param allowedTransitions where whoever is shown it may ask it to go from here
 */
record OrderBody(
        UUID id,
        String number,
        UUID userId,
        @Schema(implementation = OrderStatus.class) String status,
        @Schema(implementation = PaymentStatus.class) String paymentStatus,
        @Schema(implementation = FulfillmentStatus.class) String fulfillmentStatus,
        List<Item> items,
        Money total,
        Address shippingAddress,
        @Nullable Reservation reservation,
        @Nullable String cancellationReason,

        @ArraySchema(schema = @Schema(implementation = OrderStatus.class))
        List<String> allowedTransitions,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RiskBody> risk,
        long version,
        Instant createdAt,
        @JsonProperty("_links") Links links) {

    static OrderBody of(Order order, Viewer viewer) {
        return of(order.snapshot(), viewer, null);
    }

    /** For staff. */
    static OrderBody of(Order order, Viewer viewer, List<RiskAssessment> assessments) {
        return of(
                order.snapshot(), viewer, assessments.stream().map(RiskBody::of).toList());
    }

    private static OrderBody of(Order.Snapshot order, Viewer viewer, @Nullable List<RiskBody> risk) {
        var state = order.state();
        var pending = state instanceof OrderState.Pending;
        return new OrderBody(
                order.id().value(),
                order.number().value(),
                order.customer().value(),
                state.status().name(),
                order.payment().name(),
                state.fulfillment().name(),
                order.basket().lines().stream().map(Item::of).toList(),
                order.basket().total(),
                Address.of(order.address()),
                pending ? Reservation.of(order) : null,
                state instanceof OrderState.Cancelled(var reason, var _) ? reason : null,
                order.allowedTransitions(viewer.actor()).stream()
                        .map(OrderStatus::name)
                        .toList(),
                risk,
                order.version(),
                order.placedAt(),
                Links.of(order, pending && order.payment() != PaymentStatus.PAID));
    }

    /** Another name than the item of a request has: documents know one schema per name. */
    @Schema(name = "OrderItem")
    record Item(UUID productId, String sku, String name, int quantity, Money unitPrice, Money lineTotal) {
        static Item of(OrderLine line) {
            return new Item(
                    line.product().value(), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total());
        }
    }

    @Schema(name = "OrderAddress")
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

    /**
     * How long the stock waits for the money.
     *
     * @param extended whether it waits longer than it did, which happens once, when somebody begins to pay
     */
    record Reservation(Instant expiresAt, boolean extended) {
        static Reservation of(Order.Snapshot order) {
            return new Reservation(order.reservedUntil(), order.extended());
        }
    }

    /**
     * Where to go from here.
     *
     * @param pay only while there is something to pay
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Links(Link self, Link timeline, @Nullable Link pay) {
        static Links of(Order.Snapshot order, boolean payable) {
            var self = "/api/orders/" + order.id().value();
            return new Links(new Link(self), new Link(self + "/timeline"), payable ? new Link("/api/payments") : null);
        }
    }

    record Link(String href) {}
}
