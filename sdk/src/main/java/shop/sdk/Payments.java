package shop.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import tools.jackson.databind.node.JsonNodeFactory;

/** Payments and refunds. */
public final class Payments {

    private static final String PATH = "/api/payments";

    private final ShopClient client;

    Payments(ShopClient client) {
        this.client = client;
    }

    /**
     * A payment, or an attempt at one.
     *
     * @param checkoutUrl the provider's page to pay on
     * @param nextActionUrl the bank's page that the buyer has to visit
     */
    public record Payment(
            UUID id,
            UUID orderId,
            String status,
            Money amount,
            Money refunded,
            String method,
            String provider,
            @Nullable String failureCode,
            @Nullable String clientSecret,
            @Nullable String checkoutUrl,
            @Nullable String nextActionUrl,
            @Nullable List<Dispute> disputes,
            long version,
            Instant createdAt,
            Instant changedAt) {}

    public record Dispute(
            UUID id,
            Money amount,
            String reason,
            String state,
            @Nullable Instant evidenceDue,
            Instant openedAt) {}

    public record Refund(
            UUID id,
            UUID paymentId,
            UUID orderId,
            Money amount,
            String status,
            @Nullable String reason,
            @Nullable UUID requestedBy,
            Instant createdAt) {}

    /** Begins a payment on the provider's own page, or returns the one that is under way. */
    public Payment payOnHostedPage(UUID order, String idempotencyKey) {
        return pay(order, Map.of("type", "checkout"), idempotencyKey);
    }

    /**
     * Pays with a card that the provider knows.
     *
     * @param paymentMethod the provider's id of a card, such as {@code pm_card_visa}
     */
    public Payment payByCard(UUID order, String paymentMethod, String idempotencyKey) {
        return pay(order, Map.of("type", "card", "paymentMethod", paymentMethod), idempotencyKey);
    }

    private Payment pay(UUID order, Map<String, String> method, String idempotencyKey) {
        return client.read(
                Call.post(PATH).json(Map.of("orderId", order, "method", method)).key(idempotencyKey), Payment.class);
    }

    public PageOf<Payment> ofOrder(UUID order) {
        return client.page(Call.get(PATH).query("orderId", order), Payment.class);
    }

    /**
     * The payments from a place in the list on.
     *
     * @param cursor of the page before; null for the first
     */
    public PageOf<Payment> list(@Nullable String cursor, int size) {
        return client.page(Call.get(PATH).query("cursor", cursor).query("size", size), Payment.class);
    }

    public Payment payment(UUID id) {
        return client.read(Call.get(PATH + "/" + id), Payment.class);
    }

    public Payment cancel(UUID id) {
        return client.read(Call.post(PATH + "/" + id + "/cancel"), Payment.class);
    }

    public PageOf<Refund> refunds(UUID payment) {
        return client.page(Call.get(PATH + "/" + payment + "/refunds").query("size", 100), Refund.class);
    }

    /**
     * Gives back all or a part of what was paid.
     *
     * @param amountMinor null for all that is left
     */
    public Refund refund(UUID payment, @Nullable Long amountMinor, String reason, String idempotencyKey) {
        var body = JsonNodeFactory.instance.objectNode().put("reason", reason);
        if (amountMinor != null) {
            body.put("amountMinor", amountMinor.longValue());
        }
        return client.read(
                Call.post(PATH + "/" + payment + "/refunds").json(body).key(idempotencyKey), Refund.class);
    }
}
