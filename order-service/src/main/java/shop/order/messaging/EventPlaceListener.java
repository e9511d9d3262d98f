package shop.order.messaging;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;
import shop.messaging.EventBatches;
import shop.messaging.IncomingEvent;
import shop.order.application.EventPlaces;
import shop.order.domain.OrderId;

/**
 * Remembers where the events about orders are, for their timelines. In a listener of its own, so that it is never in the way of those
 * that make orders move. The key of all these topics is the order.
 */
@Component
class EventPlaceListener {

    private final EventPlaces places;

    EventPlaceListener(EventPlaces places) {
        this.places = places;
    }

    /** What cannot be read is passed over: it becomes a dead letter of those who need what is in it. */
    @KafkaListener(
            id = "order-service.event_places",
            topics = {"order_placed", "order_status", "payment_status"},
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        try {
            places.addAll(records.stream()
                    .flatMap(message ->
                            Optional.ofNullable(message.value()).map(event -> place(message, event)).stream())
                    .toList());
        } catch (RuntimeException failed) {
            throw new BatchListenerFailedException("Places of events were not remembered", failed, records.getFirst());
        }
    }

    private static EventPlaces.Place place(ConsumerRecord<?, ?> message, IncomingEvent event) {
        return new EventPlaces.Place(
                new OrderId(event.subject()),
                message.topic(),
                message.partition(),
                message.offset(),
                event.id(),
                event.type(),
                event.aggregateVersion(),
                event.time());
    }
}
