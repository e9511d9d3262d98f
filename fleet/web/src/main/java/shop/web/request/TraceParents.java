package shop.web.request;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context header, passed on as it came. */
public final class TraceParents {

    public static final String HEADER = "traceparent";

    /** Where the logging context (MDC) and the request's attributes hold it. */
    public static final String KEY = "traceparent";

    private static final Pattern VERSION_00 =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private TraceParents() {}

    /** The caller's trace if it is one, else a new one, not sampled. */
    public static String takeOver(@Nullable String sent) {
        return sent != null && VERSION_00.matcher(sent).matches() ? sent : make();
    }

    private static String make() {
        var ids = new byte[24];
        RANDOM.nextBytes(ids);
        // All zero means "no trace"; this keeps both ids clear of it.
        ids[0] |= 1;
        ids[16] |= 1;
        var hex = HexFormat.of().formatHex(ids);
        return "00-" + hex.substring(0, 32) + "-" + hex.substring(32) + "-00";
    }
}
