package shop.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Orders: the caller's own, or for administrators all. */
public final class Orders {

    private static final String PATH = "/api/orders";

    private final ShopClient client;

    Orders(ShopClient client) {
        this.client = client;
    }

    public record Order(
            UUID id,
            String number,
            UUID userId,
            String status,
            String paymentStatus,
            String fulfillmentStatus,
            List<Line> items,
            Money total,
            Accounts.Address shippingAddress,
            @Nullable Reservation reservation,
            @Nullable String cancellationReason,
            List<String> allowedTransitions,
            long version,
            Instant createdAt) {}

    public record Line(UUID productId, String sku, String name, int quantity, Money unitPrice, Money lineTotal) {}

    public record Reservation(Instant expiresAt, boolean extended) {}

    /** The members after {@code items} are there for administrators alone. */
    public record Timeline(
            List<Step> items,
            @Nullable List<Event> events,
            @Nullable List<PaymentAttempt> payments,
            @Nullable List<SentNotification> notifications,
            @Nullable List<String> unavailable) {}

    public record Step(
            Instant at,
            String status,
            String paymentStatus,
            String fulfillmentStatus,
            @Nullable String reason,
            @Nullable Long version,
            @Nullable String previousStatus,
            @Nullable String actor,
            @Nullable UUID actorId) {}

    public record Event(
            Instant at, String topic, int partition, long offset, UUID eventId, String type, long version) {}

    public record PaymentAttempt(
            UUID paymentId,
            int attempt,
            String method,
            String status,
            Money amount,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt) {}

    public record SentNotification(String kind, Instant createdAt) {}

    /** Which orders are listed; null is "any". */
    public record Filter(
            @Nullable String number,
            @Nullable UUID userId,
            @Nullable String status,
            @Nullable Instant from,
            @Nullable Instant to) {

        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /**
     * Orders what is in the cart; its stock is held until it is paid.
     *
     * @param expected what the customer has seen: the order is refused if it would cost anything else
     */
    public Reply<Order> placeFromCart(Accounts.Address address, Money expected, String idempotencyKey) {
        var body = JsonNodeFactory.instance.objectNode().put("fromCart", true);
        return place(body, address, expected, idempotencyKey);
    }

    public Reply<Order> place(
            Map<UUID, Integer> quantities, Accounts.Address address, @Nullable Money expected, String idempotencyKey) {
        var body = JsonNodeFactory.instance.objectNode();
        var items = body.putArray("items");
        quantities.forEach((product, quantity) ->
                items.addObject().put("productId", product.toString()).put("quantity", quantity.intValue()));
        return place(body, address, expected, idempotencyKey);
    }

    private Reply<Order> place(
            ObjectNode body, Accounts.Address address, @Nullable Money expected, String idempotencyKey) {
        body.putPOJO("shippingAddress", address.fields());
        if (expected != null) {
            body.putObject("expectedTotal")
                    .put("amountMinor", expected.amountMinor())
                    .put("currency", expected.currency().getCurrencyCode());
        }
        return client.send(Call.post(PATH).json(body).key(idempotencyKey), ReplyType.of(Order.class));
    }

    public PageOf<Order> list(Filter filter, @Nullable String sort, int page, int size) {
        return client.page(listing(filter, sort, size).query("page", page), Order.class);
    }

    /**
     * The orders from a place in the list on.
     *
     * @param cursor of the page before; null for the first
     */
    public PageOf<Order> listAfter(Filter filter, @Nullable String sort, @Nullable String cursor, int size) {
        return client.page(listing(filter, sort, size).query("cursor", cursor), Order.class);
    }

    private static Call listing(Filter filter, @Nullable String sort, int size) {
        return Call.get(PATH)
                .query("q", filter.number())
                .query("userId", filter.userId())
                .query("status", filter.status())
                .query("from", filter.from())
                .query("to", filter.to())
                .query("sort", sort)
                .query("size", size);
    }

    public Reply<Order> order(UUID id) {
        return client.send(Call.get(PATH + "/" + id), ReplyType.of(Order.class));
    }

    public Timeline timeline(UUID id) {
        return client.read(Call.get(PATH + "/" + id + "/timeline"), Timeline.class);
    }

    public Order cancel(UUID id, @Nullable String reason, String idempotencyKey) {
        var call = Call.post(PATH + "/" + id + "/cancel").key(idempotencyKey);
        return client.read(
                reason == null || reason.isBlank() ? call : call.json(Map.of("reason", reason)), Order.class);
    }

    public Order changeStatus(UUID id, String status, @Nullable String eTag) {
        return client.read(
                Call.patch(PATH + "/" + id).json(Map.of("status", status)).ifMatch(eTag), Order.class);
    }
}
