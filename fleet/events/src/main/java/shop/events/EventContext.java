package shop.events;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the thread of a listener knows of the events that it handles: of one, its id in the log and its span, which calls and further events
 * carry on; of many at once, the span of each by what the event is about, so that an event about the same goes on with its trace.
 */
final class EventContext implements AutoCloseable {

    private static final String EVENT_ID = "eventId";
    private static final String ORDER_ID = "orderId";
    private static final String TRACE_ID = "traceId";
    private static final String SPAN_ID = "spanId";

    private static final ThreadLocal<@Nullable Map<UUID, Span>> TOGETHER = new ThreadLocal<>();

    private final Tracer.@Nullable SpanInScope scope;

    private EventContext(Tracer.@Nullable SpanInScope scope) {
        this.scope = scope;
    }

    /** Until it is closed. */
    static EventContext enter(IncomingEvent event) {
        MDC.put(EVENT_ID, event.id().toString());
        if (FleetTopics.isAboutOrders(event.type())) {
            MDC.put(ORDER_ID, event.subject().toString());
        }
        var span = event.span();
        if (span == null) {
            return new EventContext(null);
        }
        var ids = span.context();
        if (!ids.traceId().isEmpty()) {
            MDC.put(TRACE_ID, ids.traceId());
            MDC.put(SPAN_ID, ids.spanId());
        }
        return new EventContext(event.tracing().enter(span));
    }

    static boolean isIn(IncomingEvent event) {
        return event.id().toString().equals(MDC.get(EVENT_ID));
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.close();
        }
        MDC.remove(EVENT_ID);
        MDC.remove(ORDER_ID);
        MDC.remove(TRACE_ID);
        MDC.remove(SPAN_ID);
    }

    /** Does the work for all of them; no single one's context is the thread's. */
    static void together(List<IncomingEvent> events, Runnable work) {
        var spans = new HashMap<UUID, Span>();
        for (var event : events) {
            var span = event.span();
            if (span != null) {
                spans.put(event.subject(), span);
            }
        }
        TOGETHER.set(spans);
        try {
            work.run();
        } finally {
            TOGETHER.remove();
        }
    }

    /** Of an event about this that is handled together with others; of several, the last one's. */
    static @Nullable Span spanOf(UUID subject) {
        var spans = TOGETHER.get();
        return spans == null ? null : spans.get(subject);
    }
}
