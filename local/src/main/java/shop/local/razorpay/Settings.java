package shop.local.razorpay;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.local.http.Options;

/**
 * What the sandbox is started with, as {@link Options} are.
 *
 * @param address the address to listen on
 * @param port 0 for any free one
 * @param keyId the public half of the key that clients must show
 * @param webhookUrl where all webhooks go; null for nowhere
 * @param dataFile what keeps the state from one start to the next; null to forget it
 * @param publicUrl how a browser reaches the sandbox; null for {@code http://127.0.0.1:port}
 */
public record Settings(
        String address,
        int port,
        String keyId,
        String keySecret,
        String webhookSecret,
        @Nullable String webhookUrl,
        @Nullable Path dataFile,
        @Nullable String publicUrl) {

    public static final String LOOPBACK = "127.0.0.1";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "--address", "RAZORPAY_SANDBOX_ADDRESS",
            "--port", "RAZORPAY_SANDBOX_PORT",
            "--webhook-url", "RAZORPAY_WEBHOOK_URL",
            "--data-file", "RAZORPAY_SANDBOX_DATA_FILE",
            "--public-url", "RAZORPAY_SANDBOX_PUBLIC_URL");

    /** Throws {@link IllegalArgumentException} with a text for the user. */
    static Settings of(String[] arguments, Map<String, String> environment) {
        var options = Options.of(arguments, environment, ENVIRONMENT);
        var dataFile = options.text("--data-file");
        return new Settings(
                options.text("--address", LOOPBACK),
                options.port("--port", 12_112),
                options.secret("RAZORPAY_KEY_ID", "rzp_test_local"),
                options.secret("RAZORPAY_KEY_SECRET", "local-only-razorpay"),
                options.secret("RAZORPAY_WEBHOOK_SECRET", "local-only-razorpay-webhooks"),
                options.text("--webhook-url", "http://127.0.0.1:8080/api/payments/webhooks/razorpay"),
                dataFile == null ? null : Path.of(dataFile),
                options.text("--public-url"));
    }

    /** Without the secrets, because settings are printed by mistake. */
    @Override
    public String toString() {
        return "Settings[address=" + address + ", port=" + port + ", webhookUrl=" + webhookUrl + "]";
    }
}
