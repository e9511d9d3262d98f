package shop.payment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.order;
import static shop.payment.support.PaymentSamples.paymentId;

import org.junit.jupiter.api.Test;

class PayableOrderTest {

    @Test
    void isPayableUntilItsReservationEnds() {
        var order = order();
        order.requirePayable(NOW.plusSeconds(899));

        assertThatExceptionOfType(PaymentException.OrderNotPayable.class)
                .isThrownBy(() -> order.requirePayable(NOW.plusSeconds(900)))
                .withMessageContaining("2026-11-21T10:15:00Z");
    }

    @Test
    void isOnlyEverExtended() {
        var order = order();
        order.extend(NOW.plusSeconds(100));
        order.requirePayable(NOW.plusSeconds(899));
        order.extend(NOW.plusSeconds(1800));
        order.requirePayable(NOW.plusSeconds(1799));
    }

    @Test
    void isPaidByTheFirstPaymentThatSucceeds() {
        var order = order();

        assertThat(order.payBy(paymentId(1))).isTrue();
        assertThat(order.payBy(paymentId(1))).isTrue();
        assertThat(order.payBy(paymentId(2))).isFalse();
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> order.requirePayable(NOW));
    }

    @Test
    void endsOnce() {
        var order = order();

        assertThat(order.close("EXPIRED")).isTrue();
        assertThat(order.close("CANCELLED")).isFalse();
        assertThat(order.closedAs()).isEqualTo("EXPIRED");
    }
}
