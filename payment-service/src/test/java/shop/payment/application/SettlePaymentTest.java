package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.TOTAL;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.domain.Outcome;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Snapshot;
import shop.payment.support.PaymentSamples;

class SettlePaymentTest {

    static final PaymentMethod INTENT = new PaymentMethod.Intent();

    final Bench bench = Bench.withOrder();

    @Test
    void takesOverAnAttemptThatWasLeftInTheMiddle() {
        crashWhilePaying(CARD);

        bench.now = NOW.plusSeconds(31);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.provider.charged).containsExactly(paymentId(1));
        assertThat(bench.told).containsExactly("1 PAID");
    }

    @Test
    void chargesNothingForAnOrderThatEndedWhileTheAttemptWasLeft() {
        crashWhilePaying(CARD);

        bench.close("EXPIRED");
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(bench.provider.charged).isEmpty();
        assertThat(bench.provider.outcomeOf(paymentId(1))).isNull();
        assertThat(bench.told).isEmpty();
    }

    @Test
    void findsAndRefundsTheChargeWhoseAnswerWasLostAndWhoseOrderIsOver() {
        bench.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> bench.pay(1, CARD));

        bench.close("EXPIRED");
        bench.workThroughPayments();
        bench.workThroughRefunds();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.provider.charged).containsExactly(paymentId(1));
        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID", "3 REFUNDED");
    }

    @Test
    void leavesAnAttemptAloneUntilItsPatienceEnds() {
        crashWhilePaying(CARD);

        bench.now = NOW.plusSeconds(29);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.STARTING);
    }

    @Test
    void findsAPaymentWhoseWebhookWasLost() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), TOTAL);

        bench.now = NOW.plusSeconds(60);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void endsAnAttemptThatNobodyComesBackToAfterTheDeadlineOfItsOrder() {
        bench.pay(1, INTENT);
        var deadline = bench.order().expiresAt();

        bench.now = deadline.plusSeconds(119);
        bench.workThroughPayments();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        bench.now = deadline.plusSeconds(3_600);
        bench.workThroughPayments();
        assertThat(bench.payment(1).state())
                .as("its order is not over, and hears of it")
                .isEqualTo(PaymentState.FAILED);
        assertThat(bench.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void aPaymentThatWasMadeInTimeCountsHoweverLateItIsHeardOf() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), TOTAL);

        bench.now = bench.order().expiresAt().plusSeconds(3_600);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void waitsForAProviderThatIsAway() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.provider.down = true;
        bench.now = NOW.plusSeconds(60);
        bench.workThroughPayments();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        bench.provider.down = false;
        bench.now = NOW.plusSeconds(121);
        bench.workThroughPayments();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void callsOffTheLiveAttemptOfAnOrderThatEnded() {
        bench.pay(1, INTENT);

        bench.close("CANCELLED");
        assertThat(bench.triggered).containsExactly(JobTrigger.Job.PAYMENTS);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(bench.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void refundsASuccessThatComesTooLateForItsOrder() {
        bench.pay(1, INTENT);
        bench.close("EXPIRED");
        bench.provider.payInFull(paymentId(1), TOTAL);

        bench.workThroughPayments();
        bench.workThroughRefunds();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID", "3 REFUNDED");
        assertThat(bench.booked).containsExactly("capture 2500", "refund 2500");
    }

    @Test
    void refundsThePaidOrderThatIsCancelledOnceHoweverOftenThatIsTold() {
        bench.pay(1, CARD);

        bench.close("CANCELLED");
        bench.close("CANCELLED");
        bench.workThroughRefunds();
        bench.close("CANCELLED");
        bench.workThroughRefunds();

        assertThat(bench.provider.refunded).hasSize(1);
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void believesALateSuccessOfAnAttemptThatWasGivenUp() {
        bench.pay(1, INTENT);
        bench.close("CANCELLED");
        bench.workThroughPayments();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.CANCELLED);

        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.settlePayment.settle(paymentId(1));
        bench.workThroughRefunds();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void keepsADeclinedIntentAliveAsLongAsItsOrderWaits() {
        bench.pay(1, INTENT);
        bench.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));

        bench.settlePayment.settle(paymentId(1));

        assertThat(bench.payment(1).state().isLive()).isTrue();
        assertThat(bench.told).containsExactly("1 PROCESSING");
        bench.close("EXPIRED");
        bench.workThroughPayments();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(bench.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void givesAnAttemptUpSoThatTheOrderCanBePaidInAnotherWay() {
        bench.pay(1, INTENT);

        for (var repeat = 0; repeat < 2; repeat++) {
            assertThat(bench.cancelPayment.cancel(paymentId(1), null).state()).isEqualTo(PaymentState.CANCELLED);
        }

        assertThat(bench.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
        assertThat(bench.told).containsExactly("1 PROCESSING", "2 CANCELLED");
        assertThat(bench.pay(2, PaymentSamples.CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThatExceptionOfType(PaymentException.Captured.class)
                .isThrownBy(() -> bench.cancelPayment.cancel(paymentId(2), null));
    }

    @Test
    void doesNotGiveUpWhatWasPaidAtTheLastMoment() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), PaymentSamples.TOTAL);

        assertThatExceptionOfType(PaymentException.Captured.class)
                .isThrownBy(() -> bench.cancelPayment.cancel(paymentId(1), null));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThatExceptionOfType(PaymentException.NotFound.class)
                .isThrownBy(() -> bench.cancelPayment.cancel(paymentId(1), PaymentSamples.STRANGER));
    }

    @Test
    void recordsNothingOfADeclineThatCouldNotBeEnded() {
        bench.pay(1, INTENT);
        bench.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));
        bench.provider.losesNextAnswer = true;

        bench.now = NOW.plusSeconds(60);
        bench.workThroughPayments();

        assertThat(bench.payment(1).state().isLive()).isTrue();
    }

    @Test
    void tellsASuccessOnceHoweverOftenItIsHeard() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), TOTAL);

        bench.settlePayment.settle(paymentId(1));
        bench.settlePayment.settle(paymentId(1));

        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID");
        assertThat(bench.booked).hasSize(1);
    }

    @Test
    void doesNotTakeAnotherAmountForThePayment() {
        bench.pay(1, INTENT);
        bench.provider.payInFull(paymentId(1), Money.of(1, "EUR"));

        bench.settlePayment.settle(paymentId(1));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(bench.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH);
        assertThat(bench.booked).isEmpty();
    }

    @Test
    void doesNotTakeTestMoneyForRealMoney() {
        bench.pay(1, INTENT);
        bench.provider.become(paymentId(1), new Outcome.Paid(TOTAL, true));

        bench.settlePayment.settle(paymentId(1));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(bench.alerts).containsExactly(Alerts.Kind.LIVEMODE_MISMATCH);
    }

    @Test
    void refundsASecondPaymentForOneOrder() {
        bench.provider.cardOutcome = new Outcome.Declined("generic_decline");
        try {
            bench.pay(1, CARD);
        } catch (PaymentException.Declined expected) {
            bench.provider.cardOutcome = null;
        }
        bench.pay(2, CARD);

        bench.recordOutcome.record(bench.payment(1), new Snapshot(ProviderRefs.NONE, new Outcome.Paid(TOTAL, false)));
        bench.workThroughRefunds();

        assertThat(bench.alerts).containsExactly(Alerts.Kind.PAID_TWICE);
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.payment(2).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.told).containsExactly("1 FAILED", "2 PAID");
    }

    @Test
    void remembersAnOrderThatEndedBeforeItWasHeardOf() {
        var fresh = new Bench();
        fresh.close("CANCELLED");
        fresh.followOrder.waiting(List.of(PaymentSamples.order()));

        assertThat(fresh.order().isClosed()).isTrue();
    }

    private void crashWhilePaying(PaymentMethod method) {
        bench.provider.breaksDown = true;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> bench.pay(1, method));
        bench.provider.breaksDown = false;
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.STARTING);
    }
}
