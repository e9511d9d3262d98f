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

class WorkOffWebhooksTest {

    final Bench bench = Bench.withOrder();

    @BeforeEach
    void startAnIntent() {
        bench.pay(1, new PaymentMethod.Intent());
    }

    @Test
    void asksTheProviderWhatIsTrue() {
        bench.store(Bench.event("evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        workOff();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.store(Bench.event("evt_2", "payment_intent.processing", paymentId(1), Optional.empty()));
        workOff();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.events.states).containsEntry("evt_1", "DONE").containsEntry("evt_2", "DONE");
    }

    @Test
    void actsOnceOnEventsInAnyOrder() {
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.store(Bench.event("evt_3", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        bench.store(Bench.event("evt_1", "payment_intent.requires_action", paymentId(1), Optional.empty()));
        bench.store(Bench.event("evt_2", "payment_intent.payment_failed", paymentId(1), Optional.empty()));
        workOff();

        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID");
    }

    @Test
    void raisesAnAlertForAnEventThatContradictsThePayment() {
        bench.store(Bench.event("evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(Money.of(1, "EUR"))));
        bench.store(Bench.event("evt_2", "payment_intent.succeeded", paymentId(1), Optional.of(Money.of(2500, "USD"))));
        workOff();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(bench.alerts).containsExactly(Alerts.Kind.AMOUNT_MISMATCH, Alerts.Kind.AMOUNT_MISMATCH);
    }

    @Test
    void leavesAnEventOfAnotherProgramAlone() {
        bench.store(Bench.event("evt_1", "payment_intent.succeeded", paymentId(77), Optional.of(TOTAL)));
        workOff();

        assertThat(bench.events.states).containsEntry("evt_1", "DONE");
        assertThat(bench.alerts).isEmpty();
    }

    @Test
    void keepsAnEventUntilTheProviderIsBack() {
        bench.provider.down = true;
        bench.store(Bench.event("evt_1", "payment_intent.succeeded", paymentId(1), Optional.of(TOTAL)));
        workOff();
        assertThat(bench.events.states).containsEntry("evt_1", "PENDING");

        bench.provider.down = false;
        bench.provider.payInFull(paymentId(1), TOTAL);
        bench.now = bench.now.plusSeconds(11);
        workOff();
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
    }

    private void workOff() {
        while (bench.workOffWebhooks.workOffNext()) {
            // the next one
        }
    }
}
