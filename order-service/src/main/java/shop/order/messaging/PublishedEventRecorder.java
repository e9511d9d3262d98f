package shop.order.messaging;

import java.util.List;
import org.springframework.stereotype.Component;
import shop.messaging.PublishedEvent;
import shop.messaging.PublishedEvents;
import shop.order.application.EventPlaces;
import shop.order.domain.OrderId;

/** Remembers where Kafka has our own events, for the timelines, when they leave the outbox: nobody has to consume them for that. */
@Component
class PublishedEventRecorder implements PublishedEvents {

    private final EventPlaces places;

    PublishedEventRecorder(EventPlaces places) {
        this.places = places;
    }

    @Override
    public void record(List<PublishedEvent> events) {
        var known = events.stream()
                // The broker has the others too, and could not say where.
                .filter(event -> event.position().offset() >= 0)
                .map(PublishedEventRecorder::place)
                .toList();
        if (!known.isEmpty()) {
            places.addAll(known);
        }
    }

    private static EventPlaces.Place place(PublishedEvent event) {
        return new EventPlaces.Place(
                new OrderId(event.subject()),
                event.position().topic(),
                event.position().partition(),
                event.position().offset(),
                event.id(),
                event.type(),
                event.aggregateVersion(),
                event.time());
    }
}
