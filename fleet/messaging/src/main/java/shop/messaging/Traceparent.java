package shop.messaging;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context that an event carries on; only a well-formed one, since it ends up in logs and in schemas. */
final class Traceparent {

    static final String MDC_KEY = "traceparent";

    private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    static @Nullable String orNull(@Nullable String value) {
        return value != null && FORM.matcher(value).matches() ? value : null;
    }
}
