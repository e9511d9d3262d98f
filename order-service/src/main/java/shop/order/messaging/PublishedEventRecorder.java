package shop.order.messaging;

import java.util.List;
import org.springframework.stereotype.Component;
import shop.events.PublishedEvent;
import shop.events.PublishedEvents;
import shop.order.application.RecordPositions;
import shop.order.domain.OrderId;

/** Remembers where Kafka has our own events, for the timelines, when they leave the outbox: nobody has to consume them for that. */
@Component
class PublishedEventRecorder implements PublishedEvents {

    private final RecordPositions positions;

    PublishedEventRecorder(RecordPositions positions) {
        this.positions = positions;
    }

    @Override
    public void record(List<PublishedEvent> events) {
        var known = events.stream()
                // The broker has the others too, and could not say where.
                .filter(event -> event.position().offset() >= 0)
                .map(PublishedEventRecorder::position)
                .toList();
        if (!known.isEmpty()) {
            positions.addAll(known);
        }
    }

    private static RecordPositions.RecordPosition position(PublishedEvent event) {
        return new RecordPositions.RecordPosition(
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
