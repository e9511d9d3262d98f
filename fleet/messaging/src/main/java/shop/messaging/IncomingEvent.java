package shop.messaging;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * An event as it was read from Kafka, its envelope already checked. A listener takes one of these and nothing else:
 * {@code @KafkaListener(id = "order-service.payment_status", topics = "payment_status") void on(IncomingEvent event)}.
 */
public final class IncomingEvent {

    private final UUID id;
    private final String type;
    private final Instant time;
    private final UUID subject;
    private final long aggregateVersion;
    private final @Nullable String traceparent;
    private final JsonNode data;
    private final ObjectMapper mapper;

    IncomingEvent(
            UUID id,
            String type,
            Instant time,
            UUID subject,
            long aggregateVersion,
            @Nullable String traceparent,
            JsonNode data,
            ObjectMapper mapper) {
        this.id = id;
        this.type = type;
        this.time = time;
        this.subject = subject;
        this.aggregateVersion = aggregateVersion;
        this.traceparent = traceparent;
        this.data = data;
        this.mapper = mapper;
    }

    public UUID id() {
        return id;
    }

    public String type() {
        return type;
    }

    public Instant time() {
        return time;
    }

    public UUID subject() {
        return subject;
    }

    public long aggregateVersion() {
        return aggregateVersion;
    }

    public @Nullable String traceparent() {
        return traceparent;
    }

    /**
     * Reads the data into the consumer's own record; what the record does not name is ignored.
     *
     * @throws UnreadableEventException if it does not fit; the error handler sends the event to the dead letters without a retry
     */
    public <T> T dataAs(Class<T> type) {
        try {
            return mapper.treeToValue(data, type);
        } catch (RuntimeException unreadable) {
            throw new UnreadableEventException("event " + id + " is no " + type.getSimpleName(), unreadable);
        }
    }
}
