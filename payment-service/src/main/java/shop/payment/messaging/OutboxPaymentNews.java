package shop.payment.messaging;

import java.time.Instant;
import org.springframework.stereotype.Component;
import shop.messaging.Outbox;
import shop.messaging.OutgoingEvent;
import shop.payment.application.PaymentNews;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;

/** The version counts what was told of the order: its row is locked meanwhile, so the outbox has the versions in order. */
@Component
class OutboxPaymentNews implements PaymentNews {

    private final Outbox outbox;

    OutboxPaymentNews(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void tell(PayableOrder order, Payment payment, Instant at) {
        outbox.append(new OutgoingEvent(
                PaymentMessage.TOPIC,
                PaymentMessage.TYPE,
                order.id().value(),
                order.nextTold(),
                PaymentMessage.of(payment, at)));
    }
}
