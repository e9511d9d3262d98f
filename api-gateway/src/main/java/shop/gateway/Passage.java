package shop.gateway;

import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import shop.web.request.RequestIds;
import shop.web.request.TraceParents;
import shop.web.token.AccessToken;

/** The order in which a request passes the gateway's filters; Spring Cloud Gateway's own come behind them all. */
public final class Passage {

    public static final int NAMES = Ordered.HIGHEST_PRECEDENCE + 100;
    public static final int ANSWER_HEADERS = NAMES + 10;
    public static final int PROBLEMS = NAMES + 20;
    public static final int REFUSED_HEAD = NAMES + 22;
    public static final int ENCODING = NAMES + 25;
    public static final int EXPECTATION = NAMES + 27;
    public static final int PATH = NAMES + 30;
    public static final int TRAILING_SLASH = NAMES + 40;
    public static final int HEADERS = NAMES + 50;
    public static final int ADDRESS_LIMIT = NAMES + 60;
    public static final int ORIGINS = NAMES + 70;
    public static final int ACCESS = NAMES + 100;
    public static final int USER_LIMIT = NAMES + 110;
    public static final int FAILURE_LIMIT = NAMES + 120;
    public static final int BODY = NAMES + 130;
    public static final int SHARED_ANSWERS = NAMES + 140;
    public static final int GUEST_CART = NAMES + 150;

    /** The attribute that holds the address the request came from, as text. */
    public static final String CLIENT = Passage.class.getName() + ".client";

    /** The attribute that holds what counts as a failed try at this path, if anything does. */
    public static final String FAILURE_RULE = Passage.class.getName() + ".failureRule";

    /** The attribute that is there if what the request asks for is open to everybody. */
    public static final String PUBLIC = Passage.class.getName() + ".public";

    /** The attribute that holds the proved {@link AccessToken} of the request, if it has one. */
    public static final String TOKEN = Passage.class.getName() + ".token";

    private Passage() {}

    public static Optional<AccessToken> token(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(TOKEN));
    }

    public static String client(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(CLIENT);
    }

    /** Puts the names of the request into the logging context until it is closed; a request changes threads, so nothing stays there. */
    public static LogNames named(ServerWebExchange exchange) {
        return named(requestId(exchange), String.valueOf(exchange.<Object>getAttribute(TraceParents.KEY)));
    }

    /** The same for a request that never became an exchange. */
    public static LogNames named(String requestId, String traceParent) {
        return new LogNames(
                MDC.putCloseable(RequestIds.KEY, requestId), MDC.putCloseable(TraceParents.KEY, traceParent));
    }

    public record LogNames(MDC.MDCCloseable requestId, MDC.MDCCloseable traceParent) implements AutoCloseable {
        @Override
        public void close() {
            requestId.close();
            traceParent.close();
        }
    }

    public static String requestId(ServerWebExchange exchange) {
        return String.valueOf(exchange.<Object>getAttribute(RequestIds.KEY));
    }
}
