package shop.gateway;

import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;
import shop.security.token.AccessToken;

/** The order of the gateway's filters; Spring Cloud Gateway's own come behind them all. */
public final class FilterOrder {

    public static final int MANAGEMENT_PORT = Ordered.HIGHEST_PRECEDENCE;
    public static final int CORRELATION = Ordered.HIGHEST_PRECEDENCE + 100;
    public static final int PAGES = CORRELATION + 5;
    public static final int RESPONSE_HEADERS = CORRELATION + 10;
    public static final int PROBLEMS = CORRELATION + 20;
    public static final int MALFORMED_HEAD = CORRELATION + 22;
    public static final int ENCODING = CORRELATION + 25;
    public static final int EXPECTATION = CORRELATION + 27;
    public static final int PATH = CORRELATION + 30;
    public static final int TRAILING_SLASH = CORRELATION + 40;
    public static final int HEADERS = CORRELATION + 50;
    public static final int ADDRESS_LIMIT = CORRELATION + 60;
    public static final int CORS = CORRELATION + 70;
    public static final int ACCESS = CORRELATION + 100;
    public static final int USER_LIMIT = CORRELATION + 110;
    public static final int FAILURE_LIMIT = CORRELATION + 120;
    public static final int COST_LIMIT = CORRELATION + 125;
    public static final int BODY = CORRELATION + 130;
    public static final int RESPONSE_CACHE = CORRELATION + 140;
    public static final int GUEST_CART = CORRELATION + 150;

    /** The attribute that holds the address the request came from, as text. */
    public static final String CLIENT = FilterOrder.class.getName() + ".client";

    /** The attribute that holds what counts as a failed try at this path, if anything does. */
    public static final String FAILURE_RULE = FilterOrder.class.getName() + ".failureRule";

    /** The attribute that is there if the response says what the request costs. */
    public static final String COSTED = FilterOrder.class.getName() + ".costed";

    /** The attribute that is there if what the request asks for is open to everybody. */
    public static final String PUBLIC = FilterOrder.class.getName() + ".public";

    /** The attribute that is there if a browser asked for a page, so that a refusal is one too. */
    public static final String WANTS_PAGE = FilterOrder.class.getName() + ".wantsPage";

    /** The attribute that is there if the request is for a page of the storefront or for what belongs to it. */
    public static final String PAGE = FilterOrder.class.getName() + ".page";

    /** The attribute that holds the verified {@link AccessToken} of the request, if it has one. */
    public static final String TOKEN = FilterOrder.class.getName() + ".token";

    private FilterOrder() {}

    public static Optional<AccessToken> token(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(TOKEN));
    }

    public static boolean wantsPage(ServerWebExchange exchange) {
        return exchange.getAttribute(WANTS_PAGE) != null;
    }

    public static String client(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(CLIENT);
    }

    /** Puts the ids of the request into the logging context until it is closed; a request changes threads, so nothing stays there. */
    public static LogContext logContext(ServerWebExchange exchange) {
        return logContext(requestId(exchange), exchange.getRequiredAttribute(TraceParents.KEY));
    }

    /** The same for a request that never became an exchange. */
    public static LogContext logContext(String requestId, String traceParent) {
        return new LogContext(
                MDC.putCloseable(RequestIds.KEY, requestId),
                MDC.putCloseable(TraceParents.TRACE_ID, TraceParents.traceId(traceParent)),
                MDC.putCloseable(TraceParents.SPAN_ID, TraceParents.spanId(traceParent)));
    }

    public record LogContext(MDC.MDCCloseable requestId, MDC.MDCCloseable traceId, MDC.MDCCloseable spanId)
            implements AutoCloseable {
        @Override
        public void close() {
            requestId.close();
            traceId.close();
            spanId.close();
        }
    }

    public static String requestId(ServerWebExchange exchange) {
        return String.valueOf(exchange.<Object>getAttribute(RequestIds.KEY));
    }
}
