package shop.payment.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.payment.support.PaymentSamples.NOW;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.events.OutgoingEvent;
import shop.kernel.Money;
import shop.payment.application.PaymentEventPublisher;
import shop.payment.domain.CardFacts;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentState;
import shop.payment.domain.ProviderRefs;
import shop.payment.support.PaymentSamples;
import shop.test.Contracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PaymentMessageContractTest {

    @ParameterizedTest
    @EnumSource
    void keepsTheContractInEveryState(PaymentState state) {
        var envelope = envelope(in(state));

        Contracts.assertValid("payment_status", envelope);
        Contracts.assertSameFields("payment_status", "payment.status.v1", envelope.get("data"));
    }

    @Test
    void looksLikeTheExample() {
        var example = Contracts.example("payment_status", "payment.status.v1");

        assertThat(envelope(PaymentSamples.paid()).get("data").get("amount"))
                .isEqualTo(example.get("data").get("amount"));
    }

    private static JsonNode envelope(Payment payment) {
        var event = new OutgoingEvent(
                PaymentMessage.TOPIC,
                PaymentMessage.TYPE,
                payment.order().value(),
                2,
                PaymentMessage.of(payment, PaymentEventPublisher.Cause.PAYMENT, NOW));
        return JsonMapper.shared().readTree(event.envelope(new UUID(1, 7), "/payment-service", NOW, null));
    }

    private static Payment in(PaymentState state) {
        var payment = PaymentSamples.started();
        var nothing = Money.of(0, "EUR");
        return Payment.restore(
                payment.id(),
                payment.order(),
                payment.user(),
                1,
                payment.amount(),
                payment.method(),
                payment.provider(),
                state,
                ProviderRefs.NONE,
                state == PaymentState.FAILED ? "generic_decline" : null,
                nothing,
                nothing,
                state == PaymentState.PAID,
                state == PaymentState.PAID ? new CardFacts("Xt5EWLLDS7FJjR1c", "DE", 12) : CardFacts.NONE,
                0,
                state == PaymentState.PAID ? 1 : 0,
                NOW,
                NOW,
                1);
    }
}
