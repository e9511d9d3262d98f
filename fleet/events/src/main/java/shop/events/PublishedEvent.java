package shop.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** An event of this service that Kafka has acknowledged. */
public record PublishedEvent(
        UUID id, String type, UUID subject, long aggregateVersion, Instant time, RecordPosition position) {

    static PublishedEvent of(PendingEvent event, RecordPosition position) {
        var envelope = IncomingEvent.read(event.envelope().getBytes(StandardCharsets.UTF_8));
        return new PublishedEvent(
                envelope.id(),
                envelope.type(),
                envelope.subject(),
                envelope.aggregateVersion(),
                envelope.time(),
                position);
    }
}
