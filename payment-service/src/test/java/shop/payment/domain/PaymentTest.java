package shop.payment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.ADMIN;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.paid;
import static shop.payment.support.PaymentSamples.started;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;

class PaymentTest {

    static final ProviderRefs REFS = new ProviderRefs("pi_1", null, "secret", "https://bank.test");

    @Test
    void keepsWhatTheBuyerGoesOnWithOnlyWhileItIsLive() {
        var payment = started();
        payment.requireAction(REFS, NOW);
        assertThat(payment.refs()).isEqualTo(REFS);

        payment.succeed(ProviderRefs.NONE, NOW);
        assertThat(payment.refs()).isEqualTo(new ProviderRefs("pi_1", null, null, null));
    }

    @Test
    void takesNoStepBack() {
        var payment = paid();
        var version = payment.version();

        payment.proceed(REFS, NOW);
        payment.requireAction(REFS, NOW);
        assertThat(payment.fail(REFS, "late", NOW)).isFalse();
        assertThat(payment.cancel(REFS, "late", NOW)).isFalse();
        assertThat(payment.succeed(REFS, NOW)).isFalse();

        assertThat(payment.state()).isEqualTo(PaymentState.PAID);
        assertThat(payment.version()).isEqualTo(version);
    }

    @Test
    void countsASuccessAfterAFailure() {
        var payment = started();
        payment.fail(REFS, "generic_decline", NOW);

        assertThat(payment.succeed(REFS, NOW)).isTrue();
        assertThat(payment.failureCode()).isNull();
    }

    @Test
    void countsEveryChangeOnce() {
        var payment = started();
        payment.proceed(REFS, NOW);
        payment.proceed(REFS, NOW);

        assertThat(payment.version()).isEqualTo(2);
    }

    @Test
    void neverRefundsMoreThanItTook() {
        var payment = paid();
        var first = Refund.request(refundId(1), payment, Money.of(2000, "EUR"), "broken", ADMIN, NOW);
        assertThatExceptionOfType(PaymentException.OverRefund.class)
                .isThrownBy(() -> Refund.request(refundId(2), payment, Money.of(501, "EUR"), "broken", ADMIN, NOW))
                .withMessageContaining("5.01 EUR")
                .withMessageContaining("5.00 EUR");
        assertThatExceptionOfType(PaymentException.OverRefund.class)
                .isThrownBy(() -> Refund.request(refundId(2), payment, Money.of(0, "EUR"), "broken", ADMIN, NOW));

        assertThat(first.succeed(payment, NOW)).isTrue();
        assertThat(first.succeed(payment, NOW)).isFalse();
        assertThat(first.fail(payment, "late", NOW)).isFalse();
        assertThat(payment.state()).isEqualTo(PaymentState.PARTIALLY_REFUNDED);
        assertThat(payment.refunded().amountMinor()).isEqualTo(2000);

        Refund.request(refundId(3), payment, Money.of(500, "EUR"), "broken", ADMIN, NOW)
                .succeed(payment, NOW);
        assertThat(payment.state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(payment.refundable().amountMinor()).isZero();
    }

    @Test
    void refundsNothingThatWasNotPaid() {
        assertThatExceptionOfType(PaymentException.NotRefundable.class)
                .isThrownBy(() -> Refund.request(refundId(1), started(), Money.of(1, "EUR"), "broken", ADMIN, NOW))
                .withMessageContaining("STARTING");
    }

    private static RefundId refundId(long number) {
        return new RefundId(new UUID(7, number));
    }
}
