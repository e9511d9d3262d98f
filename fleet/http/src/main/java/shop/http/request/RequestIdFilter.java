package shop.http.request;

import io.micrometer.tracing.Tracer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;

/** Names each request and its span, in its answer and in every log line until it ends. */
final class RequestIdFilter extends OncePerRequestFilter {

    private final Tracer tracer;

    RequestIdFilter(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var sent = request.getHeader(TraceParents.HEADER);
        if (!(request.getAttribute(RequestIds.KEY) instanceof String)) {
            request.setAttribute(RequestIds.KEY, RequestIds.takeOver(request.getHeader(RequestIds.HEADER)));
            request.setAttribute(TraceParents.KEY, TraceParents.of(tracer.currentSpan(), sent));
        }
        var requestId = (String) request.getAttribute(RequestIds.KEY);
        var traceParent = (String) request.getAttribute(TraceParents.KEY);
        if (!response.isCommitted()) {
            response.setHeader(RequestIds.HEADER, requestId);
            response.setHeader(TraceParents.HEADER, TraceParents.echo(sent, traceParent));
        }
        try (var _ = MDC.putCloseable(RequestIds.KEY, requestId);
                var _ = MDC.putCloseable(TraceParents.TRACE_ID, TraceParents.traceId(traceParent));
                var _ = MDC.putCloseable(TraceParents.SPAN_ID, TraceParents.spanId(traceParent))) {
            chain.doFilter(request, response);
        }
    }

    /** An answer that goes on in another thread, and the error page, log under the same names. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
