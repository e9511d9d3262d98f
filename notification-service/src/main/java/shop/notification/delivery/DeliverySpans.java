package shop.notification.delivery;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import shop.notification.notice.Notice;
import shop.platform.tracing.TraceParents;

/**
 * The span of each mail, in the trace of the event that it is about, however long it has waited; what is logged meanwhile has the ids of
 * both. Of the mail only its delivery's id is said: addresses and words are personal.
 */
@Component
class DeliverySpans {

    private static final Logger log = LoggerFactory.getLogger(DeliverySpans.class);

    private static final String ORDER_ID = "orderId";

    private static final Propagator.Getter<String> TRACEPARENT = new Propagator.Getter<>() {
        @Override
        public @Nullable String get(String traceparent, String field) {
            return field.equals(TraceParents.HEADER) ? traceparent : null;
        }
    };

    private final Tracer tracer;
    private final Propagator propagator;

    DeliverySpans(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Nullable DeliveryProblem trace(Dispatch dispatch, Supplier<@Nullable DeliveryProblem> send) {
        var notice = dispatch.delivery().notice();
        var builder = notice.trace() == null ? tracer.spanBuilder() : propagator.extract(notice.trace(), TRACEPARENT);
        var span = builder.kind(Span.Kind.CLIENT).name("send mail").start();
        try (var _ = tracer.withSpan(span);
                var _ = MDC.putCloseable(TraceParents.TRACE_ID, span.context().traceId());
                var _ = MDC.putCloseable(TraceParents.SPAN_ID, span.context().spanId());
                var _ = order(notice)) {
            var problem = send.get();
            if (problem == null) {
                log.info("Mailed {}{}", notice.kind(), notice.orderId() == null ? "" : " of order " + notice.orderId());
            }
            if (!span.isNoop()) {
                span.tag("shop.delivery", dispatch.id()).tag("shop.outcome", problem == null ? "SENT" : problem.name());
            }
            return problem;
        } finally {
            span.end();
        }
    }

    private static MDC.@Nullable MDCCloseable order(Notice notice) {
        return notice.orderId() == null
                ? null
                : MDC.putCloseable(ORDER_ID, notice.orderId().toString());
    }
}
