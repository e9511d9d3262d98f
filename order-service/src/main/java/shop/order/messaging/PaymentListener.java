package shop.order.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Inbox;
import shop.messaging.IncomingEvent;
import shop.order.application.HearPayment;
import shop.order.domain.OrderId;

@Component
class PaymentListener {

    static final String ID = "order-service.payment_status";

    private final Inbox inbox;
    private final HearPayment hearPayment;

    PaymentListener(Inbox inbox, HearPayment hearPayment) {
        this.inbox = inbox;
        this.hearPayment = hearPayment;
    }

    @KafkaListener(id = ID, topics = "payment_status")
    void on(IncomingEvent event) {
        var message = event.dataAs(PaymentMessage.class);
        message.update(event.aggregateVersion())
                .ifPresent(update ->
                        inbox.once(ID, event.id(), () -> hearPayment.hear(new OrderId(message.orderId()), update)));
    }
}
