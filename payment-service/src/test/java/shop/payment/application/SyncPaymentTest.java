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

class SyncPaymentTest {

    static final PaymentMethod INTENT = new PaymentMethod.Intent();

    final PaymentFixture fixture = PaymentFixture.withOrder();

    @Test
    void takesOverAnAttemptThatWasLeftInTheMiddle() {
        crashWhilePaying(CARD);

        fixture.now = NOW.plusSeconds(31);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.provider.charged).containsExactly(paymentId(1));
        assertThat(fixture.published).containsExactly("1 PAID");
    }

    @Test
    void chargesNothingForAnOrderThatEndedWhileTheAttemptWasLeft() {
        crashWhilePaying(CARD);

        fixture.close("EXPIRED");
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(fixture.provider.charged).isEmpty();
        assertThat(fixture.provider.outcomeOf(paymentId(1))).isNull();
        assertThat(fixture.published).isEmpty();
    }

    @Test
    void findsAndRefundsTheChargeWhoseAnswerWasLostAndWhoseOrderIsOver() {
        fixture.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> fixture.pay(1, CARD));

        fixture.close("EXPIRED");
        fixture.workThroughPayments();
        fixture.workThroughRefunds();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.provider.charged).containsExactly(paymentId(1));
        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID", "3 REFUNDED");
    }

    @Test
    void leavesAnAttemptAloneUntilItsPatienceEnds() {
        crashWhilePaying(CARD);

        fixture.now = NOW.plusSeconds(29);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.STARTING);
    }

    @Test
    void findsAPaymentWhoseWebhookWasLost() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), TOTAL);

        fixture.now = NOW.plusSeconds(60);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void endsAnAttemptThatNobodyComesBackToAfterTheDeadlineOfItsOrder() {
        fixture.pay(1, INTENT);
        var deadline = fixture.order().expiresAt();

        fixture.now = deadline.plusSeconds(119);
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        fixture.now = deadline.plusSeconds(3_600);
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state())
                .as("its order is not over, and learns of it")
                .isEqualTo(PaymentState.FAILED);
        assertThat(fixture.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void aPaymentThatWasMadeInTimeCountsHoweverLateItIsHeardOf() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), TOTAL);

        fixture.now = fixture.order().expiresAt().plusSeconds(3_600);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void waitsForAProviderThatIsAway() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.provider.down = true;
        fixture.now = NOW.plusSeconds(60);
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        fixture.provider.down = false;
        fixture.now = NOW.plusSeconds(121);
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void callsOffTheLiveAttemptOfAnOrderThatEnded() {
        fixture.pay(1, INTENT);

        fixture.close("CANCELLED");
        assertThat(fixture.triggered).containsExactly(JobTrigger.Job.PAYMENTS);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(fixture.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void refundsASuccessThatComesTooLateForItsOrder() {
        fixture.pay(1, INTENT);
        fixture.close("EXPIRED");
        fixture.provider.payInFull(paymentId(1), TOTAL);

        fixture.workThroughPayments();
        fixture.workThroughRefunds();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID", "3 REFUNDED");
        assertThat(fixture.booked).containsExactly("capture 2500", "refund 2500");
    }

    @Test
    void refundsThePaidOrderThatIsCancelledOnceHoweverOftenThatIsTold() {
        fixture.pay(1, CARD);

        fixture.close("CANCELLED");
        fixture.close("CANCELLED");
        fixture.workThroughRefunds();
        fixture.close("CANCELLED");
        fixture.workThroughRefunds();

        assertThat(fixture.provider.refunded).hasSize(1);
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void believesALateSuccessOfAnAttemptThatWasGivenUp() {
        fixture.pay(1, INTENT);
        fixture.close("CANCELLED");
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.CANCELLED);

        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.syncPayment.sync(paymentId(1));
        fixture.workThroughRefunds();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
    }

    @Test
    void keepsADeclinedIntentAliveAsLongAsItsOrderWaits() {
        fixture.pay(1, INTENT);
        fixture.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));

        fixture.syncPayment.sync(paymentId(1));

        assertThat(fixture.payment(1).state().isLive()).isTrue();
        assertThat(fixture.published).containsExactly("1 PROCESSING");
        fixture.close("EXPIRED");
        fixture.workThroughPayments();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(fixture.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    @Test
    void givesAnAttemptUpSoThatTheOrderCanBePaidInAnotherWay() {
        fixture.pay(1, INTENT);

        for (var repeat = 0; repeat < 2; repeat++) {
            assertThat(fixture.cancelPayment.cancel(paymentId(1), null).state()).isEqualTo(PaymentState.CANCELLED);
        }

        assertThat(fixture.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 CANCELLED");
        assertThat(fixture.pay(2, PaymentSamples.CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThatExceptionOfType(PaymentException.Captured.class)
                .isThrownBy(() -> fixture.cancelPayment.cancel(paymentId(2), null));
    }

    @Test
    void doesNotGiveUpWhatWasPaidAtTheLastMoment() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), PaymentSamples.TOTAL);

        assertThatExceptionOfType(PaymentException.Captured.class)
                .isThrownBy(() -> fixture.cancelPayment.cancel(paymentId(1), null));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThatExceptionOfType(PaymentException.NotFound.class)
                .isThrownBy(() -> fixture.cancelPayment.cancel(paymentId(1), PaymentSamples.STRANGER));
    }

    @Test
    void recordsNothingOfADeclineThatCouldNotBeEnded() {
        fixture.pay(1, INTENT);
        fixture.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));
        fixture.provider.losesNextAnswer = true;

        fixture.now = NOW.plusSeconds(60);
        fixture.workThroughPayments();

        assertThat(fixture.payment(1).state().isLive()).isTrue();
    }

    @Test
    void tellsASuccessOnceHoweverOftenItIsHeard() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), TOTAL);

        fixture.syncPayment.sync(paymentId(1));
        fixture.syncPayment.sync(paymentId(1));

        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID");
        assertThat(fixture.booked).hasSize(1);
    }

    @Test
    void doesNotTakeAnotherAmountForThePayment() {
        fixture.pay(1, INTENT);
        fixture.provider.payInFull(paymentId(1), Money.of(1, "EUR"));

        fixture.syncPayment.sync(paymentId(1));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH);
        assertThat(fixture.booked).isEmpty();
    }

    @Test
    void doesNotTakeTestMoneyForRealMoney() {
        fixture.pay(1, INTENT);
        fixture.provider.become(paymentId(1), new Outcome.Paid(TOTAL, true));

        fixture.syncPayment.sync(paymentId(1));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.LIVEMODE_MISMATCH);
    }

    @Test
    void refundsASecondPaymentForOneOrder() {
        fixture.provider.cardOutcome = new Outcome.Declined("generic_decline");
        try {
            fixture.pay(1, CARD);
        } catch (PaymentException.Declined expected) {
            fixture.provider.cardOutcome = null;
        }
        fixture.pay(2, CARD);

        fixture.recordOutcome.record(
                fixture.payment(1), new Snapshot(ProviderRefs.NONE, new Outcome.Paid(TOTAL, false)));
        fixture.workThroughRefunds();

        assertThat(fixture.alerts).containsExactly(Alerts.Kind.PAID_TWICE);
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.payment(2).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.published).containsExactly("1 FAILED", "2 PAID");
    }

    @Test
    void remembersAnOrderThatEndedBeforeItWasHeardOf() {
        var fresh = new PaymentFixture();
        fresh.close("CANCELLED");
        fresh.applyOrderUpdate.waiting(List.of(PaymentSamples.order()));

        assertThat(fresh.order().isClosed()).isTrue();
    }

    private void crashWhilePaying(PaymentMethod method) {
        fixture.provider.breaksDown = true;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> fixture.pay(1, method));
        fixture.provider.breaksDown = false;
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.STARTING);
    }
}
