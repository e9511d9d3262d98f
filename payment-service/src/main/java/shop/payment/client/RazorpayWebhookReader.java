package shop.payment.client;

import com.razorpay.RazorpayException;
import com.razorpay.Utils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.kernel.Money;
import shop.payment.application.BadWebhookException;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookEvent.Kind;
import shop.payment.application.WebhookReader;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.Outcome;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Snapshot;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Believes a webhook of Razorpay's only with a signature of ours over its very bytes. Its time is not signed beside it, so there is no age to
 * check; the id of the event is a header that is not signed, and is used to know repeats alone: whoever could sign a payload needs no repeat.
 */
@Component
class RazorpayWebhookReader implements WebhookReader {

    /** What the endpoint has to be subscribed to. Other types are left alone. */
    static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("payment.captured", Kind.PAYMENT_SUCCEEDED),
            Map.entry("payment.failed", Kind.PAYMENT_DECLINED),
            Map.entry("order.paid", Kind.PAYMENT_SUCCEEDED),
            Map.entry("payment_link.paid", Kind.PAGE_CHANGED),
            Map.entry("payment_link.cancelled", Kind.PAGE_CHANGED),
            Map.entry("payment_link.expired", Kind.PAGE_CHANGED),
            Map.entry("refund.created", Kind.REFUND_CREATED),
            Map.entry("refund.processed", Kind.REFUND_CHANGED),
            Map.entry("refund.failed", Kind.REFUND_CHANGED),
            Map.entry("payment.dispute.created", Kind.DISPUTE_CHANGED),
            Map.entry("payment.dispute.under_review", Kind.DISPUTE_CHANGED),
            Map.entry("payment.dispute.action_required", Kind.DISPUTE_CHANGED),
            Map.entry("payment.dispute.won", Kind.DISPUTE_CHANGED),
            Map.entry("payment.dispute.lost", Kind.DISPUTE_CHANGED),
            Map.entry("payment.dispute.closed", Kind.DISPUTE_CHANGED));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\-]{1,100}");

    private final List<String> secrets;
    private final boolean livemode;

    RazorpayWebhookReader(PaymentProperties properties) {
        this.secrets = properties.razorpay().webhookSecrets();
        this.livemode = properties.razorpay().livemode();
    }

    @Override
    public Provider provider() {
        return Provider.RAZORPAY;
    }

    @Override
    public Result read(Sent sent) {
        if (!isSigned(sent)) {
            throw new BadWebhookException("The signature is not valid");
        }
        var id = "razorpay_"
                + Optional.ofNullable(sent.eventId())
                        .filter(given -> NAME.matcher(given).matches())
                        .orElseGet(() -> sha256(sent.payload()));
        try {
            return event(id, JsonMapper.shared().readTree(sent.payload()));
        } catch (JacksonException malformed) {
            return new Result.Unknown(id, "unknown", "it is no JSON");
        } catch (IllegalArgumentException unreadable) {
            return new Result.Unknown(id, "unknown", String.valueOf(unreadable.getMessage()));
        }
    }

    private boolean isSigned(Sent sent) {
        return secrets.stream().anyMatch(secret -> {
            try {
                return Utils.verifyWebhookSignature(sent.payload(), sent.signature(), secret);
            } catch (RazorpayException notThisOne) {
                return false;
            }
        });
    }

    private Result event(String id, JsonNode root) {
        var type = root.path("event").stringValue("");
        if (!NAME.matcher(type).matches()) {
            return new Result.Unknown(id, "unknown", "it names no event");
        }
        var payload = root.path("payload");
        var payment = payload.path("payment").path("entity");
        var order = payload.path("order").path("entity");
        var link = payload.path("payment_link").path("entity");
        var kind = KINDS.getOrDefault(type, Kind.OTHER);
        var intent = Stream.of(
                        order.path("id").asString(""),
                        payment.path("order_id").asString(""),
                        link.path("order_id").asString(""))
                .filter(known -> !known.isEmpty())
                .findFirst()
                .orElse(null);
        var session = name(link, "id");
        var paid = kind == Kind.PAYMENT_SUCCEEDED || type.equals("payment_link.paid");
        var amount =
                paid && payment.isObject() ? Optional.of(RazorpayPayments.money(payment)) : Optional.<Money>empty();
        return new Result.Known(new WebhookEvent(
                Provider.RAZORPAY,
                id,
                type,
                kind,
                livemode,
                intent,
                session,
                name(payload.path("refund").path("entity"), "id"),
                name(payload.path("dispute").path("entity"), "id"),
                ours(order, link, payment).map(PaymentId::new).orElse(null),
                amount,
                end(type, payment, new ProviderRefs(intent, session, null, null))));
    }

    /** Our own id: the receipt of an order, the reference of a link, or a note. */
    private static Optional<UUID> ours(JsonNode order, JsonNode link, JsonNode payment) {
        return RazorpayPayments.uuid(link.path("reference_id").asString(""))
                .or(() -> RazorpayPayments.uuid(order.path("receipt").asString("")))
                .or(() -> RazorpayPayments.note(payment, "payment_id"));
    }

    /** How the payment ended, of an object that is whole and says what the event's type says. */
    private Optional<Snapshot> end(String type, JsonNode payment, ProviderRefs refs) {
        return switch (type) {
            case "payment.captured", "order.paid", "payment_link.paid" ->
                RazorpayPayments.isCaptured(payment) && refs.intent() != null
                        ? Optional.of(new Snapshot(refs, new Outcome.Paid(RazorpayPayments.money(payment), livemode)))
                        : Optional.empty();
            case "payment.failed" ->
                Optional.of(new Snapshot(refs, new Outcome.Declined(RazorpayPayments.declineCode(payment))));
            case "payment_link.cancelled" -> Optional.of(new Snapshot(refs, new Outcome.Closed("cancelled")));
            case "payment_link.expired" -> Optional.of(new Snapshot(refs, new Outcome.Closed("checkout_expired")));
            default -> Optional.empty();
        };
    }

    private static @Nullable String name(JsonNode object, String field) {
        var text = object.path(field).asString("");
        if (text.isEmpty()) {
            return null;
        }
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(field + " is no id that the provider writes");
        }
        return text;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
