package shop.platform.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context as the text of a header, for what the tracing libraries have no word for: the echo of a caller's own header, and an
 * answer that is given without a span.
 */
public final class TraceParents {

    public static final String HEADER = "traceparent";

    /** Where a request's attributes hold the context that calls made for it carry on. */
    public static final String KEY = "traceparent";

    /** Where the logging context (MDC) holds the ids, by the names that Spring Boot gives them. */
    public static final String TRACE_ID = "traceId";

    public static final String SPAN_ID = "spanId";

    private static final Pattern VERSION_00 =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final int TRACE_ID_AT = 3;
    private static final int SPAN_ID_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int LENGTH = 55;

    private TraceParents() {}

    /** The span's own context; without a span the caller's. */
    public static String of(@Nullable Span span, @Nullable String sent) {
        return span == null || span.context().traceId().isEmpty() ? takeOver(sent) : of(span.context());
    }

    public static String of(TraceContext context) {
        return "00-" + context.traceId() + "-" + context.spanId()
                + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
    }

    /** What the answer repeats: what the caller sent, if its trace was taken over, else where the trace can be found. */
    public static String echo(@Nullable String sent, String own) {
        return sent != null
                        && sent.length() == LENGTH
                        && sent.startsWith("00-")
                        && sent.regionMatches(TRACE_ID_AT, own, TRACE_ID_AT, SPAN_ID_AT - 1 - TRACE_ID_AT)
                ? sent
                : own;
    }

    /** The caller's trace if it is one, else a new one, not sampled. */
    public static String takeOver(@Nullable String sent) {
        return sent != null && VERSION_00.matcher(sent).matches() ? sent : make();
    }

    /** The trace of a well-formed context. */
    public static String traceId(String traceParent) {
        return traceParent.substring(TRACE_ID_AT, SPAN_ID_AT - 1);
    }

    /** The span of a well-formed context. */
    public static String spanId(String traceParent) {
        return traceParent.substring(SPAN_ID_AT, FLAGS_AT - 1);
    }

    private static String make() {
        // Names, no secrets.
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        // All zero means "no trace"; this keeps both ids clear of it.
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-00";
    }
}
