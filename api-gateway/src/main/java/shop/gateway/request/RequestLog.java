package shop.gateway.request;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one line of log that every request gets when it is over. */
public final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger("shop.gateway.requests");

    private RequestLog() {}

    static boolean isOn() {
        return LOG.isInfoEnabled();
    }

    /**
     * Writes it; the logging context has the names already.
     *
     * @param rawPath still percent-encoded, so that it cannot break the line
     * @param status what was answered, {@code -} if nothing was
     */
    public static void write(String method, String rawPath, Object status, long nanos, String requestId) {
        LOG.info(
                "{} {} -> {} in {} ms, request {}",
                method,
                rawPath,
                status,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                requestId);
    }
}
