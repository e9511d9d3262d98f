package shop.payment.client;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.kernel.Money;
import shop.payment.application.BadWebhookException;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookReader;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.PaymentId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Believes a webhook only with a signature of ours. stripe-java checks it and its age; that it is not of the future is checked here,
 * because stripe-java takes such ones.
 */
@Component
class StripeWebhookReader implements WebhookReader {

    private static final Pattern TIME = Pattern.compile("(?:^|,)t=(\\d{1,12})(?=,|$)");

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
    public WebhookEvent read(String payload, String signature) {
        if (!isSigned(payload, signature)) {
            throw new BadWebhookException("The signature is not valid");
        }
        if (isOfTheFuture(signature)) {
            throw new BadWebhookException("The signature is from the future");
        }
        try {
            return event(mapper.readTree(payload));
        } catch (JacksonException malformed) {
            throw new BadWebhookException("The webhook is no JSON", malformed);
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

    private static WebhookEvent event(JsonNode root) {
        var id = root.path("id").asString();
        var type = root.path("type").asString();
        var object = root.path("data").path("object");
        if (id.isEmpty() || type.isEmpty() || !object.isObject()) {
            throw new BadWebhookException("The webhook is no event");
        }
        var kind = object.path("object").asString();
        return new WebhookEvent(
                id,
                type,
                root.path("livemode").asBoolean(),
                kind.equals("payment_intent") ? text(object, "id") : text(object, "payment_intent"),
                kind.equals("checkout.session") ? text(object, "id") : null,
                kind.equals("refund") ? text(object, "id") : null,
                kind.equals("dispute") ? text(object, "id") : null,
                payment(object),
                amount(type, object));
    }

    private static @Nullable String text(JsonNode object, String field) {
        return object.path(field).isString() ? object.path(field).asString() : null;
    }

    private static @Nullable PaymentId payment(JsonNode object) {
        try {
            var id = object.path("metadata").path("payment_id").asString();
            return id.isEmpty() ? null : new PaymentId(UUID.fromString(id));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static Optional<Money> amount(String type, JsonNode object) {
        return switch (type) {
            case "payment_intent.succeeded" -> money(object, "amount_received");
            case "checkout.session.completed" -> money(object, "amount_total");
            default -> Optional.empty();
        };
    }

    private static Optional<Money> money(JsonNode object, String field) {
        try {
            return Optional.of(StripeMoney.of(
                    object.path(field).asLong(), object.path("currency").asString()));
        } catch (IllegalArgumentException noMoney) {
            throw new BadWebhookException("The webhook's amount is none", noMoney);
        }
    }
}
