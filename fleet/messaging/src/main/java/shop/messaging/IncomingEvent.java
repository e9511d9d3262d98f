package shop.messaging;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An event as it was read from Kafka, its envelope already checked. Listeners get them from {@link EventBatches}.
 */
public final class IncomingEvent {

    private static final int SHOWN_OF_A_WRONG_VALUE = 60;

    private final UUID id;
    private final String type;
    private final Instant time;
    private final UUID subject;
    private final long aggregateVersion;
    private final @Nullable String traceparent;
    private final JsonNode data;
    private final byte[] original;
    private final @Nullable RecordPosition position;

    private IncomingEvent(
            UUID id,
            String type,
            Instant time,
            UUID subject,
            long aggregateVersion,
            @Nullable String traceparent,
            JsonNode data,
            byte[] original,
            @Nullable RecordPosition position) {
        this.id = id;
        this.type = type;
        this.time = time;
        this.subject = subject;
        this.aggregateVersion = aggregateVersion;
        this.traceparent = traceparent;
        this.data = data;
        this.original = original;
        this.position = position;
    }

    /**
     * Reads and checks an envelope; what listeners get was made by this, and consumers' contract tests read the examples with it.
     *
     * @throws UnreadableEventException naming the first attribute that is missing or wrong
     */
    public static IncomingEvent read(byte[] envelope) {
        var root = parse(envelope);
        if (!text(root, "specversion").equals("1.0")) {
            throw wrong(root, "specversion");
        }
        text(root, "source");
        return new IncomingEvent(
                uuid(root, "id"),
                text(root, "type"),
                time(root),
                uuid(root, "subject"),
                version(root),
                Traceparent.orNull(root.path("traceparent").stringValue(null)),
                data(root),
                envelope,
                null);
    }

    /** The same event, read at that position. */
    IncomingEvent at(RecordPosition where) {
        return new IncomingEvent(id, type, time, subject, aggregateVersion, traceparent, data, original, where);
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

    /** Where it was read; null if it was not read from Kafka in a batch ({@link EventBatches}). */
    public @Nullable RecordPosition position() {
        return position;
    }

    /**
     * Reads the data into the consumer's own record; what the record does not name is ignored.
     *
     * @throws UnreadableEventException if it does not fit; the error handler sends the event to the dead letters without a retry
     */
    public <T> T dataAs(Class<T> type) {
        try {
            return EventJson.MAPPER.treeToValue(data, type);
        } catch (RuntimeException unreadable) {
            throw new UnreadableEventException("event " + id + " is no " + type.getSimpleName(), unreadable);
        }
    }

    /** The bytes that Kafka holds, which is what a dead letter has to hold too. */
    byte[] original() {
        return original;
    }

    /** Without the data, which may be personal and has no business in a log. */
    @Override
    public String toString() {
        return type + " " + id + " about " + subject + " version " + aggregateVersion;
    }

    private static JsonNode parse(byte[] envelope) {
        try {
            var root = EventJson.MAPPER.readTree(envelope);
            if (!root.isObject()) {
                throw new UnreadableEventException("the envelope is no JSON object");
            }
            return root;
        } catch (JacksonException broken) {
            throw new UnreadableEventException("the envelope is no JSON", broken);
        }
    }

    private static String text(JsonNode root, String attribute) {
        var value = root.path(attribute).stringValue("");
        if (value.isBlank()) {
            throw wrong(root, attribute);
        }
        return value;
    }

    private static UUID uuid(JsonNode root, String attribute) {
        try {
            return UUID.fromString(text(root, attribute));
        } catch (IllegalArgumentException malformed) {
            throw wrong(root, attribute);
        }
    }

    private static Instant time(JsonNode root) {
        try {
            return OffsetDateTime.parse(text(root, "time")).toInstant();
        } catch (DateTimeException malformed) {
            throw wrong(root, "time");
        }
    }

    private static long version(JsonNode root) {
        var version = root.path("aggregateversion");
        if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 1) {
            throw wrong(root, "aggregateversion");
        }
        return version.longValue();
    }

    private static JsonNode data(JsonNode root) {
        var contentType = root.path("datacontenttype");
        if (!contentType.isMissingNode() && !contentType.stringValue("").equals("application/json")) {
            throw wrong(root, "datacontenttype");
        }
        var data = root.path("data");
        if (!data.isObject()) {
            throw new UnreadableEventException("the envelope's data is no JSON object but " + data.getNodeType());
        }
        return data;
    }

    private static UnreadableEventException wrong(JsonNode root, String attribute) {
        var value = root.path(attribute).toString();
        return new UnreadableEventException(
                "the envelope's " + attribute + " is " + (value.isEmpty() ? "missing" : "wrong: " + shortened(value)));
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN_OF_A_WRONG_VALUE ? value : value.substring(0, SHOWN_OF_A_WRONG_VALUE) + "…";
    }
}
