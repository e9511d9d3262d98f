package shop.platform.tracing;

import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a request or an event has given its thread, the logging context and the span, to be taken along to another thread. It knows no
 * bean, so that it keeps no service's context alive that was closed.
 */
public final class CapturedContext {

    private final @Nullable Map<String, String> logging;
    private final Context tracing;

    private CapturedContext(@Nullable Map<String, String> logging, Context tracing) {
        this.logging = logging;
        this.tracing = tracing;
    }

    /** Of this thread. */
    public static CapturedContext capture() {
        return new CapturedContext(MDC.getCopyOfContextMap(), Context.current());
    }

    public void run(Runnable work) {
        var _ = call(() -> {
            work.run();
            return true;
        });
    }

    /** Does the work in this context, and leaves the thread as it was. */
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        var before = MDC.getCopyOfContextMap();
        enter(logging);
        try (var _ = tracing.makeCurrent()) {
            return work.get();
        } finally {
            enter(before);
        }
    }

    private static void enter(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
