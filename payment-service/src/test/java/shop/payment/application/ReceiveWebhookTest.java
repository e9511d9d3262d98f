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

    final PaymentFixture fixture = PaymentFixture.withOrder();

    @Test
    void writesNothingForWhatIsRecordedAlready() {
        fixture.pay(1, CARD);
        fixture.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        fixture.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        fixture.receive(PaymentFixture.event("evt_2", "payment_intent.processing", paymentId(1), Optional.empty()));

        assertThat(fixture.events.states).isEmpty();
        assertThat(fixture.provider.calls).isEqualTo(1);
        assertThat(fixture.published).containsExactly("1 PAID");
    }

    /** Also of a payment that is remembered here, which is not read again. */
    @Test
    void raisesAnAlertForAnEventThatContradictsWhatWasJustCaptured() {
        fixture.pay(1, CARD);
        var one = Money.of(1, "EUR");
        fixture.receive(succeeded("evt_1", one, Optional.of(new Outcome.Paid(one, false))));

        assertThat(fixture.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH);
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void takesTheEndThatTheEventCarriesWithoutAskingAgain() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.provider.calls).isEqualTo(1);
        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID");
        assertThat(fixture.booked).containsExactly("capture 2500");
        assertThat(fixture.events.states).containsEntry("evt_1", "DONE");
    }

    @Test
    void asksTheProviderWhereTheEventDoesNotCarryTheEnd() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.receive(succeeded("evt_1", TOTAL, Optional.empty()));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.receive(succeeded("evt_2", TOTAL, Optional.empty()));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void keepsADeclinedIntentAliveForAnotherCardUntilTooManyWereDeclined() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.provider.become(paymentId(1), new Outcome.Declined("generic_decline"));
        fixture.receive(declined("evt_1"));
        fixture.receive(declined("evt_1"));
        fixture.receive(declined("evt_1"));
        fixture.receive(declined("evt_2"));

        assertThat(fixture.payment(1).state().isLive()).isTrue();
        assertThat(fixture.published).containsExactly("1 PROCESSING");
        assertThat(fixture.provider.calls).isEqualTo(1);

        fixture.receive(declined("evt_3"));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.FAILED);
        assertThat(fixture.payment(1).failureCode()).isEqualTo("too_many_declines");
        assertThat(fixture.provider.outcomeOf(paymentId(1))).isInstanceOf(Outcome.Closed.class);
    }

    private static WebhookEvent declined(String id) {
        return PaymentFixture.event(
                id,
                "payment_intent.payment_failed",
                paymentId(1),
                Optional.empty(),
                Optional.of(new Outcome.Declined("generic_decline")));
    }

    @Test
    void believesTheProviderAndNotAnOldDecline() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.receive(succeeded("evt_2", TOTAL, Optional.of(PAID)));
        fixture.receive(declined("evt_1"));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void raisesAnAlertForAnEventThatContradictsThePayment() {
        fixture.pay(1, new PaymentMethod.Intent());
        var one = Money.of(1, "EUR");
        var dollars = Money.of(2500, "USD");
        fixture.receive(succeeded("evt_1", one, Optional.of(new Outcome.Paid(one, false))));
        fixture.receive(succeeded("evt_1", one, Optional.of(new Outcome.Paid(one, false))));
        fixture.receive(succeeded("evt_2", dollars, Optional.of(new Outcome.Paid(dollars, false))));

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH, Alerts.Kind.AMOUNT_MISMATCH);
    }

    @Test
    void refundsASuccessThatComesAfterTheEndOfTheOrder() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.close("EXPIRED");
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.receive(succeeded("evt_1", TOTAL, Optional.of(PAID)));
        fixture.workThroughRefunds();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.booked).containsExactly("capture 2500", "refund 2500");
    }

    @Test
    void leavesEventsOfOtherProgramsAndKindsAlone() {
        fixture.receive(PaymentFixture.event("evt_1", "payment_intent.succeeded", paymentId(77), Optional.of(TOTAL)));
        fixture.receive(PaymentFixture.event("evt_2", "payment_intent.created", paymentId(1), Optional.empty()));

        assertThat(fixture.events.states).containsOnly(entry("evt_1", "IGNORED"), entry("evt_2", "IGNORED"));
        assertThat(fixture.alerts).isEmpty();
    }

    @Test
    void storesWhatCannotBeDoneNow() {
        fixture.pay(1, new PaymentMethod.Intent());
        fixture.provider.down = true;
        fixture.receive(succeeded("evt_1", TOTAL, Optional.empty()));
        assertThat(fixture.events.states).containsEntry("evt_1", "PENDING");

        fixture.provider.down = false;
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.now = fixture.now.plusSeconds(11);
        assertThat(fixture.processWebhooks.processNext()).isTrue();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.events.states).containsEntry("evt_1", "DONE");
    }

    private static WebhookEvent succeeded(String id, Money amount, Optional<Outcome> end) {
        return PaymentFixture.event(id, "payment_intent.succeeded", paymentId(1), Optional.of(amount), end);
    }
}
