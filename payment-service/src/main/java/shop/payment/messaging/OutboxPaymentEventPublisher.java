package shop.payment.messaging;

import java.time.Instant;
import org.springframework.stereotype.Component;
import shop.messaging.Outbox;
import shop.messaging.OutgoingEvent;
import shop.payment.application.PaymentEventPublisher;
import shop.payment.domain.Payment;

@Component
class OutboxPaymentEventPublisher implements PaymentEventPublisher {

    private final Outbox outbox;

    OutboxPaymentEventPublisher(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void publish(Payment payment, Cause cause, long version, Instant at) {
        outbox.append(new OutgoingEvent(
                PaymentMessage.TOPIC,
                PaymentMessage.TYPE,
                payment.order().value(),
                version,
                PaymentMessage.of(payment, cause, at)));
    }
}
