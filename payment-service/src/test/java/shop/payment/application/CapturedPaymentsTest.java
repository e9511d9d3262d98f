package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.paymentId;

import org.junit.jupiter.api.Test;
import shop.payment.domain.PaymentMethod;

class CapturedPaymentsTest {

    final PaymentFixture fixture = PaymentFixture.withOrder();

    @Test
    void remembersWhatWasCaptured() {
        fixture.pay(1, CARD);

        assertThat(fixture.captured.find(paymentId(1)))
                .hasValueSatisfying(payment -> assertThat(payment.id()).isEqualTo(paymentId(1)));
        assertThat(fixture.captured.find(paymentId(2))).isEmpty();
        assertThat(fixture.captured.find(null)).isEmpty();
    }

    /** It may still go anywhere, by another instance too. */
    @Test
    void remembersNothingThatIsStillOpen() {
        fixture.pay(1, new PaymentMethod.Intent());

        assertThat(fixture.captured.find(paymentId(1))).isEmpty();
    }

    @Test
    void isNotChangedByWhoHasAskedIt() {
        fixture.pay(1, CARD);
        var asked = fixture.captured.find(paymentId(1)).orElseThrow();
        var version = asked.version();
        asked.reserve(asked.refundable(), asked.changedAt());

        assertThat(fixture.captured.find(paymentId(1)).orElseThrow().version()).isEqualTo(version);
    }
}
