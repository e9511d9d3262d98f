package shop.platform.tracing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that one request has in every service and every log line. */
public final class RequestIds {

    public static final String HEADER = "X-Request-Id";

    /** Where the logging context (MDC) and the request's attributes hold it. */
    public static final String KEY = "requestId";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private RequestIds() {}

    /** The caller's id if it can be logged and echoed without harm, else a new UUIDv7. */
    public static String takeOver(@Nullable String sent) {
        return sent != null && SANE.matcher(sent).matches()
                ? sent
                : IDS.generate().toString();
    }
}
