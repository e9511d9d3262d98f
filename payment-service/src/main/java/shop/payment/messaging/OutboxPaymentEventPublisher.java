package shop.payment.messaging;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shop.events.Outbox;
import shop.events.OutgoingEvent;
import shop.payment.application.PaymentEventPublisher;
import shop.payment.domain.Payment;

@Component
class OutboxPaymentEventPublisher implements PaymentEventPublisher {

    private static final Logger log = LoggerFactory.getLogger(OutboxPaymentEventPublisher.class);

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
        var order = payment.order().value();
        log.atInfo()
                .addKeyValue("orderId", order)
                .log("Payment {} of order {} is {}", payment.id().value(), order, payment.state());
    }
}
