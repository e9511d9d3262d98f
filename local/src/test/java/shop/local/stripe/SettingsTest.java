package shop.local.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void haveDefaultsThatFitTheLocalFleet() {
        assertThat(Settings.of(new String[0], Map.of()))
                .isEqualTo(new Settings(
                        "127.0.0.1",
                        12111,
                        "sk_test_local",
                        "http://127.0.0.1:8080/api/payments/webhooks/stripe",
                        "whsec_local",
                        Set.of(Settings.DEFAULT_EVENTS.split(",", -1)),
                        null,
                        null));
    }

    @Test
    void takeAnArgumentBeforeTheEnvironmentBeforeTheDefault() {
        var settings = Settings.of(
                new String[] {"--port", "9000", "--data-file=state.log"},
                Map.of("STRIPE_SANDBOX_PORT", "8000", "STRIPE_API_KEY", "sk_test_other"));

        assertThat(Settings.of(new String[] {"--webhook-events", "refund.updated, refund.failed"}, Map.of())
                        .webhookEvents())
                .containsExactlyInAnyOrder("refund.updated", "refund.failed");
        assertThat(settings.port()).isEqualTo(9000);
        assertThat(settings.apiKey()).isEqualTo("sk_test_other");
        assertThat(settings.dataFile()).isEqualTo(Path.of("state.log"));
    }

    @Test
    void nameWhatIsWrong() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Settings.of(new String[] {"--port", "x"}, Map.of()))
                .withMessage("--port: x (expected: 0 to 65535)");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Settings.of(new String[] {"--colour", "red"}, Map.of()))
                .withMessageStartingWith("option --colour");
    }

    @Test
    void takeNoSecretFromACommandLine() {
        for (var option : new String[] {"--api-key", "--webhook-secret"}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Settings.of(new String[] {option, "secret"}, Map.of()))
                    .withMessageStartingWith("option " + option)
                    .withMessageNotContaining("secret,");
        }
    }
}
