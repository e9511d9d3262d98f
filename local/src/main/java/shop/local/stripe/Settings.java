package shop.local.stripe;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox is started with: from {@code --name value} or {@code --name=value} arguments, else from the environment, else a default.
 * The key and the webhook secret come from the environment alone: a command line is seen by every program on the machine.
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
        var values = new HashMap<String, String>();
        ENVIRONMENT.forEach((option, variable) -> {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                values.put(option, value);
            }
        });
        for (var i = 0; i < arguments.length; i++) {
            var equals = arguments[i].indexOf('=');
            var option = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            if (!ENVIRONMENT.containsKey(option) || (equals < 0 && i + 1 == arguments.length)) {
                throw new IllegalArgumentException("option " + option + ": expected one of "
                        + ENVIRONMENT.keySet().stream().sorted().toList() + ", each with a value");
            }
            values.put(option, equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1));
        }
        var dataFile = values.get("--data-file");
        return new Settings(
                values.getOrDefault("--address", "127.0.0.1"),
                port(values.getOrDefault("--port", "12111")),
                secret(environment, API_KEY, "sk_test_local"),
                values.getOrDefault("--webhook-url", "http://127.0.0.1:8080/api/payments/webhooks/stripe"),
                secret(environment, WEBHOOK_SECRET, "whsec_local"),
                Arrays.stream(values.getOrDefault("--webhook-events", DEFAULT_EVENTS)
                                .split(",", -1))
                        .map(String::strip)
                        .collect(Collectors.toUnmodifiableSet()),
                dataFile == null ? null : Path.of(dataFile),
                values.get("--public-url"));
    }

    private static String secret(Map<String, String> environment, String variable, String otherwise) {
        var value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static int port(String text) {
        try {
            var port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException("--port: " + text + " (expected: 0 to 65535)");
    }
}
