package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.net.Webhook;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.application.BadWebhookException;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.PaymentId;

class StripeWebhookReaderTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final String PAYLOAD = """
            {"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1",
            "object":"payment_intent","amount_received":2500,"currency":"eur",
            "metadata":{"payment_id":"019aa5f0-7a00-7000-8000-000000000004"}}}}
            """;

    final StripeWebhookReader reader = reader("whsec_new", "whsec_old");

    @Test
    void readsWhatItNeedsOfASignedEvent() {
        var event = reader.read(PAYLOAD, signed(PAYLOAD, "whsec_new", 0));

        assertThat(event.id()).isEqualTo("evt_1");
        assertThat(event.intent()).isEqualTo("pi_1");
        assertThat(event.payment()).isEqualTo(new PaymentId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000004")));
        assertThat(event.amount()).contains(Money.of(2500, "EUR"));
        assertThat(event.livemode()).isFalse();
    }

    @Test
    void acceptsTheOldSecretWhileItIsRolledAndNotAfterwards() {
        assertThat(reader.read(PAYLOAD, signed(PAYLOAD, "whsec_old", 0)).id()).isEqualTo("evt_1");
        refuses(reader("whsec_new"), PAYLOAD, signed(PAYLOAD, "whsec_old", 0));
    }

    @Test
    void acceptsTimesUpToTheToleranceInBothDirections() {
        for (var seconds : List.of(-300, -1, 0, 1, 300)) {
            assertThat(reader.read(PAYLOAD, signed(PAYLOAD, "whsec_new", seconds))
                            .id())
                    .isEqualTo("evt_1");
        }
        refuses(reader, PAYLOAD, signed(PAYLOAD, "whsec_new", -301));
        refuses(reader, PAYLOAD, signed(PAYLOAD, "whsec_new", 301));
    }

    @Test
    void refusesWhatIsNotSignedByTheProvider() {
        var signature = signed(PAYLOAD, "whsec_new", 0);

        refuses(reader, PAYLOAD, "");
        refuses(reader, PAYLOAD, "t=,v1=");
        refuses(reader, PAYLOAD, "nonsense");
        refuses(reader, PAYLOAD, "t=" + NOW.getEpochSecond());
        refuses(reader, PAYLOAD, signed(PAYLOAD, "whsec_guessed", 0));
        refuses(reader, PAYLOAD.replace("2500", "2501"), signature);
        refuses(reader, PAYLOAD + " ", signature);
        refuses(reader, PAYLOAD, signature.replace("v1=", "v0="));
        refuses(reader, PAYLOAD, signature.replace("t=" + NOW.getEpochSecond(), "t=99999999999999999999"));
    }

    @Test
    void judgesTheTimeThatWasSigned() {
        var future = signed(PAYLOAD, "whsec_new", 301);

        refuses(reader, PAYLOAD, future + ",t=" + NOW.getEpochSecond());
        refuses(reader, PAYLOAD, "t=" + NOW.getEpochSecond() + "," + future);
    }

    @Test
    void refusesWhatIsSignedButNoEvent() {
        for (var payload : List.of("", "[]", "{}", "no json", "{\"id\":\"evt_1\",\"type\":\"x\",\"data\":{}}")) {
            refuses(reader, payload, signed(payload, "whsec_new", 0));
        }
    }

    private static void refuses(StripeWebhookReader reader, String payload, String signature) {
        assertThatExceptionOfType(BadWebhookException.class).isThrownBy(() -> reader.read(payload, signature));
    }

    private static String signed(String payload, String secret, int secondsFromNow) {
        try {
            return Webhook.Signature.generateSignatureHeader(payload, secret, NOW.getEpochSecond() + secondsFromNow);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static StripeWebhookReader reader(String... secrets) {
        var second = Duration.ofSeconds(1);
        var stripe = new PaymentProperties.Stripe(
                "sk_test_local", null, List.of(secrets), Duration.ofMinutes(5), second, second, 0);
        var reconciliation = new PaymentProperties.Reconciliation(second, second, second);
        var properties = new PaymentProperties(
                URI.create("http://shop.test"),
                null,
                second,
                second,
                second,
                second,
                1,
                1,
                second,
                reconciliation,
                stripe);
        return new StripeWebhookReader(properties, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
