package shop.web.request;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context header, passed on as it came. */
public final class TraceParents {

    public static final String HEADER = "traceparent";

    /** Where the logging context (MDC) and the request's attributes hold it. */
    public static final String KEY = "traceparent";

    private static final Pattern VERSION_00 =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParents() {}

    /** The caller's trace if it is one, else a new one, not sampled. */
    public static String takeOver(@Nullable String sent) {
        return sent != null && VERSION_00.matcher(sent).matches() ? sent : make();
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
