package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.razorpay.RazorpayException;
import com.razorpay.Utils;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.kernel.Money;
import shop.payment.application.BadWebhookException;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookEvent.Kind;
import shop.payment.application.WebhookReader;
import shop.payment.domain.Outcome;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Snapshot;
import shop.payment.support.ProviderSamples;

class RazorpayWebhookReaderTest {

    static final String OURS = "019aa5f0-7a00-7000-8000-000000000004";

    static final String CAPTURED = """
            {"id": "pay_1", "entity": "payment", "amount": 250000, "currency": "INR", "status": "captured", "captured": true,
             "order_id": "order_1", "notes": []}""";

    static final String PAID_ORDER = """
            {"entity": "event", "event": "order.paid", "contains": ["payment", "order"], "created_at": 1795000000,
             "payload": {"payment": {"entity": %s}, "order": {"entity": {"id": "order_1", "receipt": "%s"}}}}""".formatted(CAPTURED, OURS);

    final RazorpayWebhookReader reader = reader("new-secret", "old-secret");

    @Test
    void readsWhatAnOrderWasPaidWith() {
        var event = known(PAID_ORDER);

        assertThat(event.provider()).isEqualTo(Provider.RAZORPAY);
        assertThat(event.id()).isEqualTo("razorpay_evt1");
        assertThat(event.kind()).isEqualTo(Kind.PAYMENT_SUCCEEDED);
        assertThat(event.payment()).isEqualTo(new PaymentId(UUID.fromString(OURS)));
        assertThat(event.amount()).contains(Money.of(250_000, "INR"));
        assertThat(event.end())
                .contains(new Snapshot(
                        new ProviderRefs("order_1", null, null, null),
                        new Outcome.Paid(Money.of(250_000, "INR"), false)));
    }

    @Test
    void readsWhatALinkWasPaidWith() {
        var event = known("""
                {"event": "payment_link.paid", "payload": {"payment": {"entity": %s},
                 "payment_link": {"entity": {"id": "plink_1", "reference_id": "%s"}}}}""".formatted(CAPTURED, OURS));

        assertThat(event.session()).isEqualTo("plink_1");
        assertThat(event.intent()).isEqualTo("order_1");
        assertThat(event.payment()).isEqualTo(new PaymentId(UUID.fromString(OURS)));
        assertThat(event.end()).isPresent();
    }

    @Test
    void aTryThatFailedIsADecline() {
        var event = known("""
                {"event": "payment.failed", "payload": {"payment": {"entity": {"id": "pay_1", "order_id": "order_1",
                 "error_code": "BAD_REQUEST_ERROR", "error_reason": "insufficient_funds"}}}}""");

        assertThat(event.kind()).isEqualTo(Kind.PAYMENT_DECLINED);
        assertThat(event.amount()).isEmpty();
        assertThat(event.end().orElseThrow().outcome()).isEqualTo(new Outcome.Declined("insufficient_funds"));
    }

    @ParameterizedTest
    @CsvSource({
        "refund.created, REFUND_CREATED, rfnd_1,",
        "refund.processed, REFUND_CHANGED, rfnd_1,",
        "refund.failed, REFUND_CHANGED, rfnd_1,",
        "payment.dispute.created, DISPUTE_CHANGED,, disp_1",
        "payment.dispute.lost, DISPUTE_CHANGED,, disp_1"
    })
    void refundsAndDisputesAreNamed(String type, Kind kind, @Nullable String refund, @Nullable String dispute) {
        var event = known("""
                {"event": "%s", "payload": {"%s": {"entity": {"id": "%s"}}, "payment": {"entity": %s}}}""".formatted(
                        type, refund == null ? "dispute" : "refund", refund == null ? dispute : refund, CAPTURED));

        assertThat(event.kind()).isEqualTo(kind);
        assertThat(event.refund()).isEqualTo(refund);
        assertThat(event.dispute()).isEqualTo(dispute);
        assertThat(event.end()).isEmpty();
    }

    @Test
    void bothSecretsHoldWhileTheyAreRolled() {
        assertThat(reader.read(sent(PAID_ORDER, signature(PAID_ORDER, "old-secret"), "evt1")))
                .isInstanceOf(WebhookReader.Result.Known.class);
    }

    @Test
    void believesNoOtherSignature() {
        requireBad(PAID_ORDER, signature(PAID_ORDER, "another-secret"));
        requireBad(PAID_ORDER, "");
        requireBad(PAID_ORDER, "no hex at all");
        requireBad(PAID_ORDER.replace("250000", "1"), signature(PAID_ORDER, "new-secret"));
        requireBad(PAID_ORDER + " ", signature(PAID_ORDER, "new-secret"));
        // The secret half of the key signs returns of buyers, and no webhooks.
        requireBad(PAID_ORDER, signature(PAID_ORDER, "key-secret"));
    }

    @Test
    void withoutASecretNothingIsBelieved() {
        assertThatExceptionOfType(BadWebhookException.class)
                .isThrownBy(() -> reader().read(sent(PAID_ORDER, signature(PAID_ORDER, ""), "evt1")));
    }

    @Test
    void theHeaderNamesTheEventAndWithoutOneItsBytesDo() {
        assertThat(known(PAID_ORDER).id()).isEqualTo("razorpay_evt1");
        var unnamed = reader.read(sent(PAID_ORDER, signature(PAID_ORDER, "new-secret"), null));
        var again = reader.read(sent(PAID_ORDER, signature(PAID_ORDER, "new-secret"), null));
        var odd = reader.read(sent(PAID_ORDER, signature(PAID_ORDER, "new-secret"), "a\u0000b'; --"));

        assertThat(unnamed).isEqualTo(again).isEqualTo(odd);
        assertThat(((WebhookReader.Result.Known) unnamed).event().id()).matches("razorpay_[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"event\": 1}",
                "{\"event\": \"a b\"}",
                "{\"event\": \"refund.created\", \"payload\": {\"refund\": {\"entity\": {\"id\": \"a\\u0000b\"}}}}",
                "{\"event\": \"payment.captured\", \"payload\": {\"payment\": {\"entity\": {\"amount\": 1, \"currency\": \"ZZZZ\"}}}}"
            })
    void whatIsSignedAndCannotBeReadIsNotRefused(String payload) {
        assertThat(reader.read(sent(payload, signature(payload, "new-secret"), "evt1")))
                .isInstanceOf(WebhookReader.Result.Unknown.class);
    }

    @Test
    void anotherTypeIsLeftAlone() {
        assertThat(known("{\"event\": \"settlement.processed\", \"payload\": {}}")
                        .kind())
                .isEqualTo(Kind.OTHER);
    }

    private void requireBad(String payload, String signature) {
        assertThatExceptionOfType(BadWebhookException.class)
                .isThrownBy(() -> reader.read(sent(payload, signature, "evt1")));
    }

    private WebhookEvent known(String payload) {
        return ((WebhookReader.Result.Known) reader.read(sent(payload, signature(payload, "new-secret"), "evt1")))
                .event();
    }

    private static WebhookReader.Sent sent(String payload, String signature, @Nullable String id) {
        return new WebhookReader.Sent(payload, signature, id);
    }

    private static String signature(String payload, String secret) {
        try {
            return Utils.getHash(payload, secret.isEmpty() ? "none" : secret);
        } catch (RazorpayException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static RazorpayWebhookReader reader(String... secrets) {
        return new RazorpayWebhookReader(
                ProviderSamples.properties(ProviderSamples.stripe(), ProviderSamples.razorpay(null, secrets)));
    }
}
