package shop.events;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what is published and consumed. Their context goes in the {@code traceparent} of the envelope: an outbox stores it in the
 * caller's transaction, so that the trace goes on whoever publishes the event, and whenever.
 */
final class EventTracing {

    /** For what reads and writes envelopes without a service around it. */
    static final EventTracing NONE = new EventTracing(Tracer.NOOP, Propagator.NOOP);

    private static final String TRACEPARENT = "traceparent";

    /** The fields of an envelope that a propagator may read. */
    private static final Propagator.Getter<String> ENVELOPE = new Propagator.Getter<>() {
        @Override
        public @Nullable String get(String traceparent, String field) {
            return field.equals(TRACEPARENT) ? traceparent : null;
        }
    };

    private final Tracer tracer;
    private final Propagator propagator;

    EventTracing(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** The context for the envelope of an event that is written now; null where nobody traces. */
    @Nullable String publish(OutgoingEvent event) {
        var builder = tracer.spanBuilder().kind(Span.Kind.PRODUCER).name("publish " + event.topic());
        var current = tracer.currentSpan();
        var parent = current == null ? EventContext.spanOf(event.subject()) : current;
        if (parent != null) {
            builder.setParent(parent.context());
        }
        var span = builder.start();
        if (!span.isNoop()) {
            describe(span, event.topic()).tag("messaging.operation.type", "send");
        }
        span.end();
        return header(span.context());
    }

    /** The span of an event that is consumed now, a child of the one that published it; to be ended by the caller. */
    Span consume(IncomingEvent event, String topic) {
        var traceparent = event.traceparent();
        var builder = traceparent == null ? tracer.spanBuilder() : propagator.extract(traceparent, ENVELOPE);
        var span = builder.kind(Span.Kind.CONSUMER).name("process " + topic).start();
        if (!span.isNoop()) {
            describe(span, topic)
                    .tag("messaging.operation.type", "process")
                    .tag("messaging.message.id", event.id().toString())
                    .tag("messaging.kafka.message.key", event.subject().toString());
        }
        return span;
    }

    Tracer.SpanInScope enter(Span span) {
        return tracer.withSpan(span);
    }

    @Nullable String header(TraceContext context) {
        var found = new AtomicReference<@Nullable String>();
        propagator.inject(context, found, (_, field, value) -> {
            if (field.equals(TRACEPARENT)) {
                found.set(value);
            }
        });
        return found.get();
    }

    private static Span describe(Span span, String topic) {
        return span.tag("messaging.system", "kafka").tag("messaging.destination.name", topic);
    }
}
