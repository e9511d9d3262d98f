package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.payment.support.PaymentSamples.TOTAL;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;

class ProcessWebhooksTest {

    final PaymentFixture fixture = PaymentFixture.withOrder();

    @BeforeEach
    void startAnIntent() {
        fixture.pay(1, new PaymentMethod.Intent());
    }

    @Test
    void asksTheProviderWhatIsTrue() {
        fixture.store(PaymentFixture.event("evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        process();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.store(PaymentFixture.event("evt_2", "payment_intent.processing", paymentId(1), Optional.empty()));
        process();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.events.states).containsEntry("evt_1", "DONE").containsEntry("evt_2", "DONE");
    }

    @Test
    void actsOnceOnEventsInAnyOrder() {
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.store(PaymentFixture.event("evt_3", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        fixture.store(PaymentFixture.event("evt_1", "payment_intent.requires_action", paymentId(1), Optional.empty()));
        fixture.store(PaymentFixture.event("evt_2", "payment_intent.payment_failed", paymentId(1), Optional.empty()));
        process();

        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID");
    }

    @Test
    void raisesAnAlertForAnEventThatContradictsThePayment() {
        fixture.store(PaymentFixture.event(
                "evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(Money.of(1, "EUR"))));
        fixture.store(PaymentFixture.event(
                "evt_2", "payment_intent.succeeded", paymentId(1), Optional.of(Money.of(2500, "USD"))));
        process();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(fixture.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH, Alerts.Kind.AMOUNT_MISMATCH);
    }

    @Test
    void leavesAnEventOfAnotherProgramAlone() {
        fixture.store(PaymentFixture.event("evt_1", "payment_intent.succeeded", paymentId(77), Optional.of(TOTAL)));
        process();

        assertThat(fixture.events.states).containsEntry("evt_1", "DONE");
        assertThat(fixture.alerts).isEmpty();
    }

    @Test
    void keepsAnEventUntilTheProviderIsBack() {
        fixture.provider.down = true;
        fixture.store(PaymentFixture.event("evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        process();
        assertThat(fixture.events.states).containsEntry("evt_1", "PENDING");

        fixture.provider.down = false;
        fixture.provider.payInFull(paymentId(1), TOTAL);
        fixture.now = fixture.now.plusSeconds(11);
        process();
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    private void process() {
        while (fixture.processWebhooks.processNext()) {
            // the next one
        }
    }
}
