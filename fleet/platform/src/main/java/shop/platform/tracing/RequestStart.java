package shop.platform.tracing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a request reached the shop, as the gateway says to the services: {@code t=} and microseconds since 1970. */
public final class RequestStart {

    public static final String HEADER = "X-Request-Start";

    private static final Pattern FORM = Pattern.compile("t=([0-9]{16})");

    /** What is older counts from now: a clock that is behind must not make each request an early one. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private RequestStart() {}

    public static String of(Instant arrival) {
        return "t=" + ChronoUnit.MICROS.between(Instant.EPOCH, arrival);
    }

    /** Now, if nobody has said when it was, or the clock of who did is not ours. */
    public static Instant read(@Nullable String sent, Instant now) {
        var form = FORM.matcher(sent == null ? "" : sent);
        if (!form.matches()) {
            return now;
        }
        var arrival = Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS);
        return arrival.isAfter(now) || arrival.isBefore(now.minus(MAX_AGE)) ? now : arrival;
    }
}
