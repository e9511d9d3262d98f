package shop.gateway;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import shop.web.request.RequestIds;

/** The order in which a request passes the gateway's filters; Spring Cloud Gateway's own come behind them all. */
public final class Passage {

    public static final int NAMES = Ordered.HIGHEST_PRECEDENCE + 100;
    public static final int ANSWER_HEADERS = NAMES + 10;
    public static final int PROBLEMS = NAMES + 20;
    public static final int PATH = NAMES + 30;
    public static final int TRAILING_SLASH = NAMES + 40;
    public static final int HEADERS = NAMES + 50;
    // Rate limits and CORS will stand here: before tokens are checked, which costs more than either.
    public static final int ACCESS = NAMES + 100;
    public static final int BODY = NAMES + 110;

    private Passage() {}

    public static String requestId(ServerWebExchange exchange) {
        return String.valueOf(exchange.<Object>getAttribute(RequestIds.KEY));
    }
}
