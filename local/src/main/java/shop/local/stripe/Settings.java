package shop.local.stripe;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.local.http.Options;

/**
 * What the sandbox is started with, as {@link Options} are.
 *
 * @param address the address to listen on
 * @param port 0 for any free one
 * @param apiKey the secret key that clients must show; the publishable key is the same with {@code pk_} in front
 * @param webhookUrl where webhooks go; null for nowhere
 * @param webhookEvents the types that are sent there, as an endpoint's {@code enabled_events} at Stripe; {@code *} for all
 * @param dataFile what keeps the state from one start to the next; null to forget it
 * @param publicUrl how a browser reaches the sandbox; null for {@code http://127.0.0.1:port}
 */
record Settings(
        String address,
        int port,
        String apiKey,
        @Nullable String webhookUrl,
        String webhookSecret,
        Set<String> webhookEvents,
        @Nullable Path dataFile,
        @Nullable String publicUrl) {

    /** What payment-service acts on; its README asks to subscribe an endpoint of Stripe to the same. */
    static final String DEFAULT_EVENTS =
            "payment_intent.succeeded,payment_intent.payment_failed,payment_intent.canceled,"
                    + "payment_intent.processing,payment_intent.requires_action,checkout.session.completed,checkout.session.expired,"
                    + "checkout.session.async_payment_succeeded,checkout.session.async_payment_failed,refund.created,refund.updated,refund.failed,"
                    + "charge.dispute.created,charge.dispute.updated,charge.dispute.closed,charge.dispute.funds_withdrawn,"
                    + "charge.dispute.funds_reinstated";

    static final String API_KEY = "STRIPE_API_KEY";
    static final String WEBHOOK_SECRET = "STRIPE_WEBHOOK_SECRET";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "--address", "STRIPE_SANDBOX_ADDRESS",
            "--port", "STRIPE_SANDBOX_PORT",
            "--webhook-url", "STRIPE_WEBHOOK_URL",
            "--webhook-events", "STRIPE_WEBHOOK_EVENTS",
            "--data-file", "STRIPE_SANDBOX_DATA_FILE",
            "--public-url", "STRIPE_SANDBOX_PUBLIC_URL");

    /** Throws {@link IllegalArgumentException} with a text for the user. */
    static Settings of(String[] arguments, Map<String, String> environment) {
        var options = Options.of(arguments, environment, ENVIRONMENT);
        var dataFile = options.text("--data-file");
        return new Settings(
                options.text("--address", "127.0.0.1"),
                options.port("--port", 12_111),
                options.secret(API_KEY, "sk_test_local"),
                options.text("--webhook-url", "http://127.0.0.1:8080/api/payments/webhooks/stripe"),
                options.secret(WEBHOOK_SECRET, "whsec_local"),
                Arrays.stream(options.text("--webhook-events", DEFAULT_EVENTS).split(",", -1))
                        .map(String::strip)
                        .collect(Collectors.toUnmodifiableSet()),
                dataFile == null ? null : Path.of(dataFile),
                options.text("--public-url"));
    }
}
