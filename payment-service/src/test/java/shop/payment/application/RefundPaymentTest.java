package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.ADMIN;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.payment.application.PaymentProvider.RefundAnswer.Progress;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;

class RefundPaymentTest {

    final Bench bench = Bench.withOrder();
    final List<Refund> answered = new ArrayList<>();

    @BeforeEach
    void pay() {
        bench.pay(1, CARD);
        bench.told.clear();
        bench.booked.clear();
    }

    @Test
    void refundsAPartAndThenTheRest() {
        assertThat(refund(1, 1000L).state()).isEqualTo(RefundState.SUCCEEDED);
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PARTIALLY_REFUNDED);
        assertThat(refund(2, null).amount().amountMinor()).isEqualTo(1500);

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.told).containsExactly("2 PARTIALLY_REFUNDED", "3 REFUNDED");
        assertThat(bench.booked).containsExactly("refund 1000", "refund 1500");
    }

    @Test
    void refusesMoreThanWasTaken() {
        refund(1, 2000L);

        assertThatExceptionOfType(PaymentException.OverRefund.class)
                .isThrownBy(() -> refund(2, 501L))
                .satisfies(refusal -> assertThat(refusal.left().amountMinor()).isEqualTo(500));
        refund(3, 500L);
        assertThatExceptionOfType(PaymentException.OverRefund.class).isThrownBy(() -> refund(4, null));
    }

    @Test
    void countsARefundThatIsUnderWay() {
        bench.provider.refundProgress = Progress.PENDING;

        assertThat(refund(1, 2500L).state()).isEqualTo(RefundState.PENDING);
        assertThatExceptionOfType(PaymentException.OverRefund.class).isThrownBy(() -> refund(2, 1L));
    }

    @Test
    void answersARepeatWithTheSameRefund() {
        refund(1, 1000L);
        refund(1, 1000L);

        assertThat(bench.provider.refunded).hasSize(1);
        assertThat(bench.payment(1).refunded().amountMinor()).isEqualTo(1000);
    }

    @Test
    void goesOnWithARefundOnceTheProviderIsBack() {
        bench.provider.losesNextAnswer = true;
        assertThat(refund(1, 2500L).state()).isEqualTo(RefundState.PENDING);

        bench.now = bench.now.plusSeconds(31);
        bench.workThroughRefunds();

        assertThat(bench.refunds.all.values()).extracting(Refund::state).containsExactly(RefundState.SUCCEEDED);
        assertThat(bench.provider.refunded).hasSize(1);
        assertThat(bench.booked).containsExactly("refund 2500");
    }

    @Test
    void givesThePartBackWhenARefundFails() {
        bench.provider.refundProgress = Progress.FAILED;
        assertThatExceptionOfType(PaymentException.Refused.class).isThrownBy(() -> refund(1, 2500L));
        assertThat(bench.alerts).containsExactly(Alerts.Kind.REFUND_FAILED);

        bench.provider.refundProgress = Progress.SUCCEEDED;
        assertThat(refund(2, 2500L).state()).isEqualTo(RefundState.SUCCEEDED);
    }

    @Test
    void hearsOfTheEndOfARefundThatTookItsTime() {
        bench.provider.refundProgress = Progress.PENDING;
        var pending = refund(1, 2500L);
        bench.provider.refundProgress = Progress.SUCCEEDED;

        bench.refundPayment.lookAt(String.valueOf(pending.providerRef()));
        bench.refundPayment.lookAt("re_of_somebody_else");

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void takesTheMoneyBackIntoTheBooksWhenARefundComesBack() {
        var made = refund(1, 1000L);
        bench.provider.refundProgress = Progress.FAILED;

        for (var repeat = 0; repeat < 2; repeat++) {
            var returned = bench.refundPayment.lookAt(String.valueOf(made.providerRef()));
            assertThat(returned).get().extracting(Refund::state).isEqualTo(RefundState.RETURNED);
        }

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.payment(1).refundable().amountMinor()).isEqualTo(2500);
        assertThat(bench.booked).containsExactly("refund 1000", "return 1000");
        assertThat(bench.alerts).containsExactly(Alerts.Kind.REFUND_RETURNED);
        assertThat(bench.told).containsExactly("2 PARTIALLY_REFUNDED", "3 PAID");
        assertThat(bench.causes)
                .endsWith(PaymentEventPublisher.Cause.REFUND, PaymentEventPublisher.Cause.REFUND_RETURNED);
        bench.provider.refundProgress = Progress.SUCCEEDED;
        assertThat(refund(2, null).amount().amountMinor()).isEqualTo(2500);
    }

    @Test
    void keepsWhatOtherRefundsGaveBackWhenOneOfThemComesBack() {
        refund(1, 1000L);
        var second = refund(2, 1500L);
        bench.provider.refundProgress = Progress.FAILED;

        bench.refundPayment.lookAt(String.valueOf(second.providerRef()));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PARTIALLY_REFUNDED);
        assertThat(bench.payment(1).refundable().amountMinor()).isEqualTo(1500);
    }

    @Test
    void refundsOnlyWhatWasPaid() {
        var unpaid = Bench.withOrder();
        unpaid.pay(1, new PaymentMethod.Intent());

        assertThatExceptionOfType(PaymentException.NotRefundable.class)
                .isThrownBy(() -> unpaid.refundPayment.refund(command(null), request(1)));
    }

    @Test
    void storesTheAnswerOfARefundThatIsMadeOrUnderWayAndNotOfOneThatFailed() {
        var made = refund(1, 500L);
        bench.provider.refundProgress = Progress.PENDING;
        var underWay = refund(2, 500L);
        bench.provider.refundProgress = Progress.FAILED;
        assertThatExceptionOfType(PaymentException.Refused.class).isThrownBy(() -> refund(3, 500L));

        assertThat(answered).extracting(Refund::id).containsExactly(made.id(), underWay.id());
    }

    private Refund refund(long number, @Nullable Long amount) {
        return bench.refundPayment.refund(command(amount), request(number));
    }

    private static RefundPayment.Command command(@Nullable Long amount) {
        return new RefundPayment.Command(paymentId(1), amount, "broken mug", ADMIN);
    }

    private RefundPayment.Request request(long number) {
        return new RefundPayment.Request() {
            @Override
            public RefundId claim() {
                return new RefundId(new UUID(7, number));
            }

            @Override
            public void answer(Refund refund) {
                answered.add(refund);
            }
        };
    }
}
