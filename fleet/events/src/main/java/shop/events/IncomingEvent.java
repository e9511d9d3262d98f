package shop.events;

import io.micrometer.tracing.Span;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/**
 * An event as it was read from Kafka, its envelope already checked. Listeners get them from {@link EventBatches}.
 *
 * <p>The data is only looked over when the envelope is read, and made into objects when somebody asks for it: most consumers need only
 * some of the events of a topic.
 */
public final class IncomingEvent {

    private static final String DATA = "data";
    private static final Set<String> ATTRIBUTES = Set.of(
            "specversion",
            "id",
            "type",
            "source",
            "time",
            "subject",
            "aggregateversion",
            "traceparent",
            "datacontenttype",
            DATA);
    private static final int SHOWN_OF_A_WRONG_VALUE = 60;
    /** The data is followed by the end of the envelope. */
    private static final ObjectReader DATA_READER =
            EventJson.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final UUID id;
    private final String type;
    private final Instant time;
    private final UUID subject;
    private final long aggregateVersion;
    private final @Nullable String traceparent;
    private final byte[] original;
    private final @Nullable RecordPosition position;
    private final EventTracing tracing;
    private final @Nullable Span span;

    private IncomingEvent(
            UUID id,
            String type,
            Instant time,
            UUID subject,
            long aggregateVersion,
            @Nullable String traceparent,
            byte[] original,
            @Nullable RecordPosition position,
            EventTracing tracing,
            @Nullable Span span) {
        this.id = id;
        this.type = type;
        this.time = time;
        this.subject = subject;
        this.aggregateVersion = aggregateVersion;
        this.traceparent = traceparent;
        this.original = original;
        this.position = position;
        this.tracing = tracing;
        this.span = span;
    }

    /**
     * Reads and checks an envelope; what listeners get was made by this, and consumers' contract tests read the examples with it.
     *
     * @throws UnreadableEventException naming the first attribute that is missing or wrong
     */
    public static IncomingEvent read(byte[] envelope) {
        return read(envelope, EventTracing.NONE);
    }

    /** @param tracing makes the event's span when it is consumed */
    static IncomingEvent read(byte[] envelope, EventTracing tracing) {
        var attributes = parse(envelope);
        if (!text(attributes, "specversion").equals("1.0")) {
            throw wrong(attributes, "specversion");
        }
        text(attributes, "source");
        var event = new IncomingEvent(
                uuid(attributes, "id"),
                text(attributes, "type"),
                time(attributes),
                uuid(attributes, "subject"),
                version(attributes),
                traceparent(attributes),
                envelope,
                null,
                tracing,
                null);
        checkData(attributes);
        return event;
    }

    /** The same event, read at that position. */
    IncomingEvent at(RecordPosition where) {
        return new IncomingEvent(
                id, type, time, subject, aggregateVersion, traceparent, original, where, tracing, null);
    }

    /** The same event with the span of its consumption, which {@link #end} ends. */
    IncomingEvent begin(String topic) {
        return new IncomingEvent(
                id,
                type,
                time,
                subject,
                aggregateVersion,
                traceparent,
                original,
                position,
                tracing,
                tracing.consume(this, topic));
    }

    /** @param failure why it was not handled, if it was not */
    void end(@Nullable Throwable failure) {
        if (span == null) {
            return;
        }
        if (failure != null) {
            span.error(failure);
        }
        span.end();
    }

    EventTracing tracing() {
        return tracing;
    }

    @Nullable Span span() {
        return span;
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

    /**
     * What work that is done later, and for this event, goes on with: the span that consumes it; before that the one that published it, as
     * it was sent.
     */
    public @Nullable String traceparent() {
        return span == null ? traceparent : tracing.header(span.context());
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
        try (var parser = EventJson.MAPPER.createParser(original)) {
            parser.nextToken();
            while (!DATA.equals(parser.nextName())) {
                parser.nextToken();
                parser.skipChildren();
            }
            parser.nextToken();
            return DATA_READER.forType(type).readValue(parser);
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

    /** @param text of a scalar its value; null for null */
    private record Attribute(JsonToken token, @Nullable String text) {}

    /** All of the envelope is looked over, so that what follows needs not fear for its syntax. */
    private static Map<String, Attribute> parse(byte[] envelope) {
        try (var parser = EventJson.MAPPER.createParser(envelope)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableEventException("the envelope is no JSON object");
            }
            var attributes = HashMap.<String, Attribute>newHashMap(ATTRIBUTES.size());
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                var token = parser.nextToken();
                if (ATTRIBUTES.contains(name)) {
                    var before = attributes.put(name, attribute(parser, token));
                    if (before != null && name.equals(DATA)) {
                        throw new UnreadableEventException("the envelope has data twice");
                    }
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new UnreadableEventException("the envelope is followed by something else");
            }
            return attributes;
        } catch (JacksonException broken) {
            throw new UnreadableEventException("the envelope is no JSON", broken);
        }
    }

    private static Attribute attribute(JsonParser parser, JsonToken token) {
        return new Attribute(token, token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getString() : null);
    }

    private static String text(Map<String, Attribute> attributes, String name) {
        var attribute = attributes.get(name);
        var text = attribute == null || attribute.token() != JsonToken.VALUE_STRING ? null : attribute.text();
        if (text == null || text.isBlank()) {
            throw wrong(attributes, name);
        }
        return text;
    }

    private static UUID uuid(Map<String, Attribute> attributes, String name) {
        try {
            return UUID.fromString(text(attributes, name));
        } catch (IllegalArgumentException malformed) {
            throw wrong(attributes, name);
        }
    }

    private static Instant time(Map<String, Attribute> attributes) {
        try {
            return OffsetDateTime.parse(text(attributes, "time")).toInstant();
        } catch (DateTimeException malformed) {
            throw wrong(attributes, "time");
        }
    }

    private static long version(Map<String, Attribute> attributes) {
        var attribute = attributes.get("aggregateversion");
        var text = attribute == null || attribute.token() != JsonToken.VALUE_NUMBER_INT ? null : attribute.text();
        try {
            var version = text == null ? 0 : Long.parseLong(text);
            if (version >= 1) {
                return version;
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw wrong(attributes, "aggregateversion");
    }

    private static @Nullable String traceparent(Map<String, Attribute> attributes) {
        var attribute = attributes.get("traceparent");
        return attribute == null || attribute.token() != JsonToken.VALUE_STRING ? null : attribute.text();
    }

    private static void checkData(Map<String, Attribute> attributes) {
        var contentType = attributes.get("datacontenttype");
        if (contentType != null && !"application/json".equals(contentType.text())) {
            throw wrong(attributes, "datacontenttype");
        }
        var data = attributes.get(DATA);
        if (data == null || data.token() != JsonToken.START_OBJECT) {
            throw new UnreadableEventException(
                    "the envelope's data is no JSON object but " + (data == null ? "missing" : data.token()));
        }
    }

    private static UnreadableEventException wrong(Map<String, Attribute> attributes, String name) {
        var attribute = attributes.get(name);
        return new UnreadableEventException("the envelope's " + name + " is "
                + (attribute == null ? "missing" : "wrong: " + shortened(shown(attribute))));
    }

    private static String shown(Attribute attribute) {
        return switch (attribute.token()) {
            case VALUE_STRING -> "\"" + attribute.text() + "\"";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> String.valueOf(attribute.text());
        };
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN_OF_A_WRONG_VALUE ? value : value.substring(0, SHOWN_OF_A_WRONG_VALUE) + "…";
    }
}
