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

    final PaymentFixture fixture = PaymentFixture.withOrder();
    final List<Refund> answered = new ArrayList<>();

    @BeforeEach
    void pay() {
        fixture.pay(1, CARD);
        fixture.published.clear();
        fixture.booked.clear();
    }

    @Test
    void refundsAPartAndThenTheRest() {
        assertThat(refund(1, 1000L).state()).isEqualTo(RefundState.SUCCEEDED);
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PARTIALLY_REFUNDED);
        assertThat(refund(2, null).amount().amountMinor()).isEqualTo(1500);

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.published).containsExactly("2 PARTIALLY_REFUNDED", "3 REFUNDED");
        assertThat(fixture.booked).containsExactly("refund 1000", "refund 1500");
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
        fixture.provider.refundProgress = Progress.PENDING;

        assertThat(refund(1, 2500L).state()).isEqualTo(RefundState.PENDING);
        assertThatExceptionOfType(PaymentException.OverRefund.class).isThrownBy(() -> refund(2, 1L));
    }

    @Test
    void answersARepeatWithTheSameRefund() {
        refund(1, 1000L);
        refund(1, 1000L);

        assertThat(fixture.provider.refunded).hasSize(1);
        assertThat(fixture.payment(1).refunded().amountMinor()).isEqualTo(1000);
    }

    @Test
    void goesOnWithARefundOnceTheProviderIsBack() {
        fixture.provider.losesNextAnswer = true;
        assertThat(refund(1, 2500L).state()).isEqualTo(RefundState.PENDING);

        fixture.now = fixture.now.plusSeconds(1);
        fixture.workThroughRefunds();

        assertThat(fixture.refunds.all.values()).extracting(Refund::state).containsExactly(RefundState.SUCCEEDED);
        assertThat(fixture.provider.refunded).hasSize(1);
        assertThat(fixture.booked).containsExactly("refund 2500");
    }

    @Test
    void waitsLongerEachTimeTheProviderIsNotReached() {
        fixture.provider.losesNextAnswer = true;
        refund(1, 2500L);
        for (var pause : List.of(1, 2, 4, 8)) {
            fixture.now = fixture.now.plusSeconds(pause).minusMillis(1);
            assertThat(fixture.refundPayment.refundNext()).isFalse();
            fixture.now = fixture.now.plusMillis(1);
            fixture.provider.losesNextAnswer = true;
            assertThat(fixture.refundPayment.refundNext()).isTrue();
        }

        assertThat(fixture.provider.refunded).hasSize(1);
    }

    @Test
    void givesThePartBackWhenARefundFails() {
        fixture.provider.refundProgress = Progress.FAILED;
        assertThatExceptionOfType(PaymentException.Refused.class).isThrownBy(() -> refund(1, 2500L));
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.REFUND_FAILED);

        fixture.provider.refundProgress = Progress.SUCCEEDED;
        assertThat(refund(2, 2500L).state()).isEqualTo(RefundState.SUCCEEDED);
    }

    @Test
    void hearsOfTheEndOfARefundThatTookItsTime() {
        fixture.provider.refundProgress = Progress.PENDING;
        var pending = refund(1, 2500L);
        fixture.provider.refundProgress = Progress.SUCCEEDED;

        fixture.refundPayment.lookAt(String.valueOf(pending.providerRef()));
        fixture.refundPayment.lookAt("re_of_somebody_else");

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void takesTheMoneyBackIntoTheBooksWhenARefundComesBack() {
        var made = refund(1, 1000L);
        fixture.provider.refundProgress = Progress.FAILED;

        for (var repeat = 0; repeat < 2; repeat++) {
            var returned = fixture.refundPayment.lookAt(String.valueOf(made.providerRef()));
            assertThat(returned).get().extracting(Refund::state).isEqualTo(RefundState.RETURNED);
        }

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.payment(1).refundable().amountMinor()).isEqualTo(2500);
        assertThat(fixture.booked).containsExactly("refund 1000", "return 1000");
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.REFUND_RETURNED);
        assertThat(fixture.published).containsExactly("2 PARTIALLY_REFUNDED", "3 PAID");
        assertThat(fixture.causes)
                .endsWith(PaymentEventPublisher.Cause.REFUND, PaymentEventPublisher.Cause.REFUND_RETURNED);
        fixture.provider.refundProgress = Progress.SUCCEEDED;
        assertThat(refund(2, null).amount().amountMinor()).isEqualTo(2500);
    }

    @Test
    void keepsWhatOtherRefundsGaveBackWhenOneOfThemComesBack() {
        refund(1, 1000L);
        var second = refund(2, 1500L);
        fixture.provider.refundProgress = Progress.FAILED;

        fixture.refundPayment.lookAt(String.valueOf(second.providerRef()));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PARTIALLY_REFUNDED);
        assertThat(fixture.payment(1).refundable().amountMinor()).isEqualTo(1500);
    }

    @Test
    void refundsOnlyWhatWasPaid() {
        var unpaid = PaymentFixture.withOrder();
        unpaid.pay(1, new PaymentMethod.Intent());

        assertThatExceptionOfType(PaymentException.NotRefundable.class)
                .isThrownBy(() -> unpaid.refundPayment.refund(command(null), request(1)));
    }

    @Test
    void storesTheAnswerOfARefundThatIsMadeOrUnderWayAndNotOfOneThatFailed() {
        var made = refund(1, 500L);
        fixture.provider.refundProgress = Progress.PENDING;
        var underWay = refund(2, 500L);
        fixture.provider.refundProgress = Progress.FAILED;
        assertThatExceptionOfType(PaymentException.Refused.class).isThrownBy(() -> refund(3, 500L));

        assertThat(answered).extracting(Refund::id).containsExactly(made.id(), underWay.id());
    }

    private Refund refund(long number, @Nullable Long amount) {
        return fixture.refundPayment.refund(command(amount), request(number));
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
