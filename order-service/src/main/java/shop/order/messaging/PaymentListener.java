package shop.order.messaging;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.order.application.ApplyPaymentUpdates;
import shop.order.application.ApplyPaymentUpdates.OrderPayment;
import shop.order.application.RecordPositions;
import shop.order.domain.OrderId;

/**
 * Applies the payments of many orders in one transaction, which also remembers for their timelines where these events are; one that cannot
 * be applied fails alone.
 */
@Component
class PaymentListener {

    static final String ID = "order-service.payment_status";
    private static final String TYPE = "payment.status.v1";

    private final ApplyPaymentUpdates applyPaymentUpdates;

    PaymentListener(ApplyPaymentUpdates applyPaymentUpdates) {
        this.applyPaymentUpdates = applyPaymentUpdates;
    }

    @KafkaListener(id = ID, topics = "payment_status", containerFactory = EventBatches.FACTORY)
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, event -> event.type().equals(TYPE), this::apply);
    }

    private void apply(List<IncomingEvent> events) {
        applyPaymentUpdates.apply(
                events.stream().flatMap(event -> payment(event).stream()).toList(),
                events.stream().flatMap(event -> position(event).stream()).toList());
    }

    private static Optional<OrderPayment> payment(IncomingEvent event) {
        var message = event.dataAs(PaymentMessage.class);
        return message.update(event.aggregateVersion())
                .map(update -> new OrderPayment(new OrderId(message.orderId()), update, message.signals()));
    }

    /** The key of the topic is the order. */
    private static Optional<RecordPositions.RecordPosition> position(IncomingEvent event) {
        return Optional.ofNullable(event.position())
                .map(position -> new RecordPositions.RecordPosition(
                        new OrderId(event.subject()),
                        position.topic(),
                        position.partition(),
                        position.offset(),
                        event.id(),
                        event.type(),
                        event.aggregateVersion(),
                        event.time()));
    }
}
