package shop.payment.client;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * Believes a webhook only with a signature of ours. stripe-java checks it and its age; that it is not of the future is checked here,
 * because stripe-java takes such ones.
 */
@Component
class StripeWebhookReader implements WebhookReader {

    private static final Logger log = LoggerFactory.getLogger(StripeWebhookReader.class);
    private static final Pattern TIME = Pattern.compile("(?:^|,)t=(\\d{1,12})(?=,|$)");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\-]{1,255}");
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_DETAIL = 300;

    /** What an endpoint has to be subscribed to. Other types are left alone. */
    static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("payment_intent.succeeded", Kind.PAYMENT_SUCCEEDED),
            Map.entry("payment_intent.payment_failed", Kind.PAYMENT_DECLINED),
            Map.entry("payment_intent.canceled", Kind.PAYMENT_CLOSED),
            Map.entry("payment_intent.requires_action", Kind.PAYMENT_REQUIRES_ACTION),
            Map.entry("payment_intent.processing", Kind.PAYMENT_PROCESSING),
            Map.entry("checkout.session.completed", Kind.PAGE_CHANGED),
            Map.entry("checkout.session.async_payment_succeeded", Kind.PAGE_CHANGED),
            Map.entry("checkout.session.async_payment_failed", Kind.PAGE_CHANGED),
            Map.entry("checkout.session.expired", Kind.PAGE_CHANGED),
            Map.entry("refund.created", Kind.REFUND_CREATED),
            Map.entry("refund.updated", Kind.REFUND_CHANGED),
            Map.entry("refund.failed", Kind.REFUND_CHANGED),
            Map.entry("charge.refund.updated", Kind.REFUND_CHANGED),
            Map.entry("charge.dispute.created", Kind.DISPUTE_CHANGED),
            Map.entry("charge.dispute.updated", Kind.DISPUTE_CHANGED),
            Map.entry("charge.dispute.closed", Kind.DISPUTE_CHANGED),
            Map.entry("charge.dispute.funds_withdrawn", Kind.DISPUTE_CHANGED),
            Map.entry("charge.dispute.funds_reinstated", Kind.DISPUTE_CHANGED));

    private final List<String> secrets;
    private final Duration tolerance;
    private final Clock clock;
    private final JsonMapper mapper = JsonMapper.builder().build();

    StripeWebhookReader(PaymentProperties properties, Clock clock) {
        this.secrets = properties.stripe().webhookSecrets();
        this.tolerance = properties.stripe().webhookTolerance();
        this.clock = clock;
    }

    @Override
    public Provider provider() {
        return Provider.STRIPE;
    }

    @Override
    public Result read(Sent sent) {
        var payload = sent.payload();
        var signature = sent.signature();
        if (!isSigned(payload, signature)) {
            throw new BadWebhookException("The signature is not valid");
        }
        if (isOfTheFuture(signature)) {
            throw new BadWebhookException("The signature is from the future");
        }
        var root = mapper.nullNode();
        try {
            var tree = mapper.readTree(payload);
            return event(tree)
                    .<Result>map(Result.Known::new)
                    .orElseGet(() -> unreadable(tree, payload, "it is no snapshot of an object"));
        } catch (JacksonException malformed) {
            return unreadable(root, payload, "it is no JSON");
        } catch (IllegalArgumentException unreadable) {
            return unreadable(mapper.readTree(payload), payload, String.valueOf(unreadable.getMessage()));
        }
    }

    /** Signed, so it is the provider's, and sent again and again until it is taken: another version or kind. */
    private static Result unreadable(JsonNode root, String payload, String why) {
        log.info("A signed webhook cannot be read: {}", why);
        return new Result.Unknown(
                plain(root.path("id")).orElseGet(() -> "unreadable_" + sha256(payload)),
                plain(root.path("type")).orElse("unknown"),
                why.length() > LONGEST_DETAIL ? why.substring(0, LONGEST_DETAIL) : why);
    }

    /** A name as the provider makes them; another text is none. */
    private static Optional<String> plain(JsonNode value) {
        return Optional.of(value.asString(""))
                .filter(text -> value.isString() && NAME.matcher(text).matches());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private boolean isSigned(String payload, String signature) {
        for (var secret : secrets) {
            try {
                if (Webhook.Signature.verifyHeader(payload, signature, secret, tolerance.toSeconds(), clock)) {
                    return true;
                }
            } catch (SignatureVerificationException | NumberFormatException notThisOne) {
                // Another secret may be the right one: two are valid while they are rolled.
            }
        }
        return false;
    }

    private boolean isOfTheFuture(String signature) {
        var time = TIME.matcher(signature);
        return !time.find()
                || Instant.ofEpochSecond(Long.parseLong(time.group(1)))
                        .isAfter(clock.instant().plus(tolerance));
    }

    private static Optional<WebhookEvent> event(JsonNode root) {
        var id = plain(root.path("id")).orElse(null);
        var type = plain(root.path("type")).orElse(null);
        var object = root.path("data").path("object");
        if (id == null || type == null || !object.isObject()) {
            return Optional.empty();
        }
        var kind = object.path("object").asString("");
        var intent = kind.equals("payment_intent") ? text(object, "id") : text(object, "payment_intent");
        var session = kind.equals("checkout.session") ? text(object, "id") : null;
        var livemode = root.path("livemode").asBoolean(false);
        return Optional.of(new WebhookEvent(
                Provider.STRIPE,
                id,
                type,
                KINDS.getOrDefault(type, Kind.OTHER),
                livemode,
                intent,
                session,
                kind.equals("refund") ? text(object, "id") : null,
                kind.equals("dispute") ? text(object, "id") : null,
                payment(object),
                amount(type, object),
                object.path("livemode").asBoolean(!livemode) == livemode
                        ? end(type, object, new ProviderRefs(intent, session, null, null), livemode)
                        : Optional.empty()));
    }

    /** How the payment ended, of an object that is whole and says what the event's type says. */
    private static Optional<Snapshot> end(String type, JsonNode object, ProviderRefs refs, boolean livemode) {
        var status = object.path("status").asString("");
        return switch (type + " " + status) {
            case "payment_intent.succeeded succeeded" ->
                text(object, "latest_charge") == null
                        ? Optional.empty()
                        : paid(refs, money(object, "amount_received"), livemode);
            case "checkout.session.completed complete", "checkout.session.async_payment_succeeded complete" ->
                "paid".equals(text(object, "payment_status"))
                        ? paid(refs, money(object, "amount_total"), livemode)
                        : Optional.empty();
            case "payment_intent.payment_failed requires_payment_method" -> {
                var error = object.path("last_payment_error");
                var code = Optional.ofNullable(text(error, "decline_code"))
                        .or(() -> Optional.ofNullable(text(error, "code")));
                var card = error.path("payment_method").path("card");
                yield code.map(because -> new Snapshot(
                        refs,
                        new Outcome.Declined(because),
                        StripeCards.facts(text(card, "fingerprint"), text(card, "country"), null)));
            }
            case "payment_intent.canceled canceled" ->
                closed(
                        refs,
                        Optional.ofNullable(text(object, "cancellation_reason")).orElse("cancelled"));
            case "checkout.session.expired expired" -> closed(refs, "checkout_expired");
            // The buyer's bank decided after days: the page is complete, and nothing was paid.
            case "checkout.session.async_payment_failed complete" -> closed(refs, "async_payment_failed");
            default -> Optional.empty();
        };
    }

    private static Optional<Snapshot> paid(ProviderRefs refs, Money amount, boolean livemode) {
        return Optional.of(new Snapshot(refs, new Outcome.Paid(amount, livemode)));
    }

    private static Optional<Snapshot> closed(ProviderRefs refs, String code) {
        return Optional.of(new Snapshot(refs, new Outcome.Closed(code)));
    }

    private static @Nullable String text(JsonNode object, String field) {
        var value = object.path(field);
        if (!value.isString()) {
            return null;
        }
        var text = value.asString();
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(field + " is no text that the provider writes");
        }
        return text;
    }

    private static @Nullable PaymentId payment(JsonNode object) {
        var id = text(object.path("metadata"), "payment_id");
        try {
            return id == null ? null : new PaymentId(UUID.fromString(id));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static Optional<Money> amount(String type, JsonNode object) {
        return switch (type) {
            case "payment_intent.succeeded" -> Optional.of(money(object, "amount_received"));
            case "checkout.session.completed" -> Optional.of(money(object, "amount_total"));
            default -> Optional.empty();
        };
    }

    /** Throws {@link IllegalArgumentException} for what is no money, as in a session that takes none. */
    private static Money money(JsonNode object, String field) {
        var amount = object.path(field);
        var currency = text(object, "currency");
        if (!amount.isIntegralNumber() || currency == null) {
            throw new IllegalArgumentException(field + " is " + amount + " in " + currency);
        }
        return StripeMoney.of(amount.asLong(), currency);
    }
}
