package shop.notification.live;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a client has seen, as the {@code id} of an event and its {@code Last-Event-ID}: the id of the last message, or of the stream's
 * beginning, and marks of the other messages that it has seen of the seconds before. Two instances store messages at the same time by
 * clocks of their own, so that "after the last one" alone would lose what another instance stored a moment earlier and later showed.
 *
 * @param last a UUIDv7
 * @param marks of those that were seen lately; see {@link #mark}
 */
public record StreamPosition(UUID last, List<String> marks) {

    /** As it is written: {@code 0199c0de-….1a2b3c4d.5e6f7a8b}. */
    public static final String PATTERN =
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(\\.[0-9a-f]{8}){0,40}";

    /** More of them in a few seconds are an import of some kind; what has no mark may come again after a resume. */
    static final int MOST_MARKS = 40;

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    public StreamPosition {
        marks = List.copyOf(marks);
    }

    /** Reads what {@link #PATTERN} describes. */
    public static StreamPosition parse(String text) {
        var parts = text.split("\\.", -1);
        return new StreamPosition(UUID.fromString(parts[0]), List.of(parts).subList(1, parts.length));
    }

    static StreamPosition at(Instant time, List<String> marks) {
        return new StreamPosition(IDS.construct(time.toEpochMilli()), marks);
    }

    /** The random end of a UUIDv7. */
    static String mark(UUID message) {
        return HexFormat.of().toHexDigits((int) message.getLeastSignificantBits());
    }

    /** The time that the id begins with: of a message's event, or of a stream's beginning. */
    Instant time() {
        return Instant.ofEpochMilli(last.getMostSignificantBits() >>> 16);
    }

    /** Marks of all that was seen, the last one included. */
    List<String> seen() {
        return Stream.concat(marks.stream(), Stream.of(mark(last))).toList();
    }

    @Override
    public String toString() {
        return marks.isEmpty() ? last.toString() : last + "." + String.join(".", marks);
    }
}
