package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.TOTAL;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.domain.Outcome;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;

class ReceiveWebhookTest {

    static final Outcome PAID = new Outcome.Paid(TOTAL, false);

    final Bench bench = Bench.withOrder();

    @Test
    void writesNothingForWhatIsRecordedAlready() {
        bench.pay(1, CARD);
        bench.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        bench.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        bench.receive(Bench.event("evt_2", "payment_intent.processing", paymentId(1), Optional.empty()));

        assertThat(bench.events.states).isEmpty();
        assertThat(bench.provider.calls).isEqualTo(1);
        assertThat(bench.told).containsExactly("1 PAID");
    }

    @Test
    void takesTheEndThatTheEventCarriesWithoutAskingAgain() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.provider.calls).isEqualTo(1);
        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID");
        assertThat(bench.booked).containsExactly("capture 2500");
        assertThat(bench.events.states).containsEntry("evt_1", "DONE");
    }

    @Test
    void asksTheProviderWhereTheEventDoesNotCarryTheEnd() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.receive(succeeded("evt_1", TOTAL, Optional.empty()));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.receive(succeeded("evt_2", TOTAL, Optional.empty()));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void keepsADeclinedIntentAliveForAnotherCardUntilTooManyWereDeclined() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));
        bench.receive(declined("evt_1"));
        bench.receive(declined("evt_1"));
        bench.receive(declined("evt_1"));
        bench.receive(declined("evt_2"));

        assertThat(bench.payment(1).state().isLive()).isTrue();
        assertThat(bench.told).containsExactly("1 PROCESSING");
        assertThat(bench.provider.calls).isEqualTo(1);

        bench.receive(declined("evt_3"));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.FAILED);
        assertThat(bench.payment(1).failureCode()).isEqualTo("too_many_declines");
        assertThat(bench.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    private static WebhookEvent declined(String id) {
        return Bench.event(
                id,
                "payment_intent.payment_failed",
                paymentId(1),
                Optional.empty(),
                Optional.of(new Outcome.Declined("generic_decline")));
    }

    @Test
    void believesTheProviderAndNotAnOldDecline() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.receive(succeeded("evt_2", TOTAL, Optional.of(PAID)));
        bench.receive(declined("evt_1"));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void raisesAnAlertForAnEventThatContradictsThePayment() {
        bench.pay(1, new PaymentMethod.Intent());
        var one = Money.of(1, "EUR");
        var dollars = Money.of(2500, "USD");
        bench.receive(succeeded("evt_1", one, Optional.of(new Outcome.Paid(one, false))));
        bench.receive(succeeded("evt_1", one, Optional.of(new Outcome.Paid(one, false))));
        bench.receive(succeeded("evt_2", dollars, Optional.of(new Outcome.Paid(dollars, false))));

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(bench.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH, Alerts.Kind.AMOUNT_MISMATCH);
    }

    @Test
    void refundsASuccessThatComesAfterTheEndOfTheOrder() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.close("EXPIRED");
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        bench.workThroughRefunds();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.booked).containsExactly("capture 2500", "refund 2500");
    }

    @Test
    void leavesEventsOfOtherProgramsAndKindsAlone() {
        bench.receive(Bench.event("evt_1", "payment_intent.succeeded", paymentId(77), Optional.of(TOTAL)));
        bench.receive(Bench.event("evt_2", "payment_intent.created", paymentId(1), Optional.empty()));

        assertThat(bench.events.states).containsOnly(entry("evt_1", "IGNORED"), entry("evt_2", "IGNORED"));
        assertThat(bench.alerts).isEmpty();
    }

    @Test
    void storesWhatCannotBeDoneNow() {
        bench.pay(1, new PaymentMethod.Intent());
        bench.provider.down = true;
        bench.receive(succeeded("evt_1", TOTAL, Optional.empty()));
        assertThat(bench.events.states).containsEntry("evt_1", "PENDING");

        bench.provider.down = false;
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.now = bench.now.plusSeconds(11);
        assertThat(bench.workOffWebhooks.workOffNext()).isTrue();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.events.states).containsEntry("evt_1", "DONE");
    }

    private static WebhookEvent succeeded(String id, Money amount, Optional<Outcome> end) {
        return Bench.event(id, "payment_intent.succeeded", paymentId(1), Optional.of(amount), end);
    }
}
