package shop.local.razorpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void haveDefaultsThatFitTheLocalFleet() {
        assertThat(Settings.of(new String[0], Map.of()))
                .isEqualTo(new Settings(
                        "127.0.0.1",
                        12_112,
                        "rzp_test_local",
                        "local-only-razorpay",
                        "local-only-razorpay-webhooks",
                        "http://127.0.0.1:8080/api/payments/webhooks/razorpay",
                        null,
                        null));
    }

    @Test
    void areThoseOfAContainer() {
        var settings = Settings.of(
                new String[0],
                Map.of(
                        "RAZORPAY_SANDBOX_ADDRESS", "0.0.0.0",
                        "RAZORPAY_SANDBOX_PORT", "80",
                        "RAZORPAY_SANDBOX_DATA_FILE", "/data/razorpay",
                        "RAZORPAY_SANDBOX_PUBLIC_URL", "http://localhost:12112",
                        "RAZORPAY_WEBHOOK_URL", "http://api-gateway:8080/hook",
                        "RAZORPAY_KEY_SECRET", "key-secret",
                        "RAZORPAY_WEBHOOK_SECRET", "hook-secret"));

        assertThat(settings)
                .isEqualTo(new Settings(
                        "0.0.0.0",
                        80,
                        "rzp_test_local",
                        "key-secret",
                        "hook-secret",
                        "http://api-gateway:8080/hook",
                        Path.of("/data/razorpay"),
                        "http://localhost:12112"));
        assertThat(settings.toString()).doesNotContain("key-secret", "hook-secret");
    }

    @Test
    void takeNoSecretFromACommandLine() {
        for (var option : new String[] {"--key-secret", "--webhook-secret"}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Settings.of(new String[] {option, "secret"}, Map.of()))
                    .withMessageStartingWith("option " + option);
        }
    }
}
