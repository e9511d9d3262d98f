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
import shop.payment.application.DeclineLimits;
import shop.payment.application.ReconcilePolicy;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookReader;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.Outcome;
import shop.payment.domain.PaymentId;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Snapshot;
import shop.payment.support.ProviderSamples;

class StripeWebhookReaderTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final String PAYLOAD = """
            {"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1",
            "object":"payment_intent","amount_received":2500,"currency":"eur",
            "metadata":{"payment_id":"019aa5f0-7a00-7000-8000-000000000004"}}}}
            """;

    static final ProviderRefs REFS = new ProviderRefs("pi_1", null, null, null);

    final StripeWebhookReader reader = reader("whsec_new", "whsec_old");

    @Test
    void readsWhatItNeedsOfASignedEvent() {
        var event = read(PAYLOAD);

        assertThat(event.id()).isEqualTo("evt_1");
        assertThat(event.intent()).isEqualTo("pi_1");
        assertThat(event.payment()).isEqualTo(new PaymentId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000004")));
        assertThat(event.amount()).contains(Money.of(2500, "EUR"));
        assertThat(event.livemode()).isFalse();
        assertThat(event.end()).as("of an object that is not whole").isEmpty();
    }

    @Test
    void readsHowAPaymentEndedFromAWholeObject() {
        var whole = """
                {"id":"evt_1","object":"event","type":"payment_intent.%s","livemode":false,"data":{"object":{"id":"pi_1",
                "object":"payment_intent","livemode":false,"status":"%s","amount_received":2500,"currency":"eur",
                "latest_charge":"ch_1","cancellation_reason":null,"last_payment_error":{"code":"card_declined",
                "decline_code":"lost_card"},"metadata":{"payment_id":"019aa5f0-7a00-7000-8000-000000000004"}}}}
                """;
        assertThat(read(whole.formatted("succeeded", "succeeded")).end().orElseThrow())
                .isEqualTo(new Snapshot(REFS, new Outcome.Paid(Money.of(2500, "EUR"), false)));
        assertThat(read(whole.formatted("payment_failed", "requires_payment_method"))
                        .end()
                        .orElseThrow()
                        .outcome())
                .isEqualTo(new Outcome.Declined("lost_card"));
        assertThat(read(whole.formatted("canceled", "canceled"))
                        .end()
                        .orElseThrow()
                        .outcome())
                .isEqualTo(new Outcome.Closed("cancelled"));
        assertThat(read(whole.formatted("succeeded", "processing")).end()).isEmpty();
        assertThat(read(whole.formatted("succeeded", "succeeded")
                                .replaceFirst("\"livemode\":false", "\"livemode\":true"))
                        .end())
                .isEmpty();
    }

    @Test
    void readsHowAHostedPageEnded() {
        var session = """
                {"id":"evt_1","object":"event","type":"checkout.session.%s","livemode":false,"data":{"object":{"id":"cs_1",
                "object":"checkout.session","livemode":false,"payment_intent":"pi_1","status":"%s","payment_status":"%s",
                "amount_total":2500,"currency":"eur","metadata":{"payment_id":"019aa5f0-7a00-7000-8000-000000000004"}}}}
                """;
        assertThat(read(session.formatted("completed", "complete", "paid")).end())
                .contains(new Snapshot(
                        new ProviderRefs("pi_1", "cs_1", null, null), new Outcome.Paid(Money.of(2500, "EUR"), false)));
        assertThat(read(session.formatted("completed", "complete", "unpaid")).end())
                .isEmpty();
        assertThat(read(session.formatted("expired", "expired", "unpaid"))
                        .end()
                        .orElseThrow()
                        .outcome())
                .isEqualTo(new Outcome.Closed("checkout_expired"));
    }

    @Test
    void acceptsTheOldSecretWhileItIsRolledAndNotAfterwards() {
        assertThat(reader.read(new WebhookReader.Sent(PAYLOAD, signed(PAYLOAD, "whsec_old", 0), null)))
                .isInstanceOf(WebhookReader.Result.Known.class);
        refuses(reader("whsec_new"), PAYLOAD, signed(PAYLOAD, "whsec_old", 0));
    }

    @Test
    void acceptsTimesUpToTheToleranceInBothDirections() {
        for (var seconds : List.of(-300, -1, 0, 1, 300)) {
            assertThat(reader.read(new WebhookReader.Sent(PAYLOAD, signed(PAYLOAD, "whsec_new", seconds), null)))
                    .isInstanceOf(WebhookReader.Result.Known.class);
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
    void takesWhatIsSignedAndCannotBeReadForNoEventOfOurs() {
        for (var payload : List.of(
                "",
                "[]",
                "{}",
                "no json",
                "{\"id\":\"evt_1\",\"type\":\"x\",\"data\":{}}",
                "{\"id\":\"evt_1\",\"object\":\"v2.core.event\",\"type\":\"v1.billing.meter.error_report_triggered\",\"related_object\":{\"id\":\"mtr_1\"}}",
                PAYLOAD.replace("\"eur\"", "\"xyz\""),
                PAYLOAD.replace("2500", "null"),
                PAYLOAD.replace("evt_1", "evt\\u0000"),
                PAYLOAD.replace("pi_1", "pi\\u0000"),
                PAYLOAD.replace("pi_1", "p".repeat(600)),
                "{\"id\":\"evt_1\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"mode\":\"setup\",\"amount_total\":null,\"currency\":null}}}")) {
            assertThat(reader.read(new WebhookReader.Sent(payload, signed(payload, "whsec_new", 0), null)))
                    .as(payload)
                    .isInstanceOfSatisfying(WebhookReader.Result.Unknown.class, unreadable -> {
                        assertThat(unreadable.id()).matches("[A-Za-z0-9_]{5,255}");
                        assertThat(unreadable.detail()).isNotBlank().hasSizeLessThan(301);
                    });
        }
    }

    private WebhookEvent read(String payload) {
        return ((WebhookReader.Result.Known)
                        reader.read(new WebhookReader.Sent(payload, signed(payload, "whsec_new", 0), null)))
                .event();
    }

    private static void refuses(StripeWebhookReader reader, String payload, String signature) {
        assertThatExceptionOfType(BadWebhookException.class)
                .isThrownBy(() -> reader.read(new WebhookReader.Sent(payload, signature, null)));
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
                "sk_test_local",
                null,
                null,
                List.of(secrets),
                Duration.ofMinutes(5),
                second,
                second,
                0,
                List.of("card"));
        var reconciliation = new ReconcilePolicy(second, second, second, second, second);
        var properties = new PaymentProperties(
                URI.create("http://shop.test"),
                null,
                second,
                second,
                second,
                second,
                1,
                1,
                1,
                1,
                second,
                second,
                second,
                new DeclineLimits(8, 20, Duration.ofHours(1)),
                reconciliation,
                ProviderSamples.STRIPE_ALONE,
                stripe,
                ProviderSamples.NO_RAZORPAY);
        return new StripeWebhookReader(properties, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
