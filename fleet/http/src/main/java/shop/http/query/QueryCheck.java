package shop.http.query;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;

/**
 * Refuses query parameters that the handler does not know: a filter with a typo would otherwise answer with everything. Handlers that
 * are not ours (the documents, the actuator) are left alone.
 */
final class QueryCheck implements HandlerInterceptor {

    private static final int LONGEST_NAME_SHOWN = 64;

    /** A query may hold thousands, and the refusal must not be larger than what is refused. */
    private static final int MOST_NAMES_SHOWN = 10;

    private final Map<Method, KnownParameters> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var query = request.getQueryString();
        // The error page is asked about the same query again.
        if (query != null
                && request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method
                && method.getBeanType().getPackageName().startsWith("shop.")) {
            var parameters = known.computeIfAbsent(method.getMethod(), _ -> KnownParameters.of(method));
            var errors = new ArrayList<FieldError>();
            for (var name : names(query)) {
                if (!parameters.contains(name) && errors.size() < MOST_NAMES_SHOWN) {
                    errors.add(new FieldError(
                            shown(name),
                            "unknown_parameter",
                            parameters.names().isEmpty()
                                    ? "is not known here"
                                    : "is not known here; there are " + parameters.names()));
                }
            }
            if (!errors.isEmpty()) {
                throw new InvalidRequestException(errors);
            }
        }
        return true;
    }

    private static Set<String> names(String query) {
        var names = new LinkedHashSet<String>();
        for (var pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                names.add(decode(pair));
            }
        }
        return names;
    }

    private static String decode(String pair) {
        var end = pair.indexOf('=');
        return URLDecoder.decode(end < 0 ? pair : pair.substring(0, end), StandardCharsets.UTF_8);
    }

    private static String shown(String name) {
        var start = name.length() <= LONGEST_NAME_SHOWN ? name : name.substring(0, LONGEST_NAME_SHOWN) + "…";
        return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    }
}
