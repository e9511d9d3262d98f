package shop.http.query;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;

/**
 * Refuses query parameters that the handler does not know, as a filter with a typo would otherwise answer with everything, and further
 * values of those that have one, which would be lost. Handlers that are not ours (the documents, the actuator) are left alone.
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
            for (var given : timesGiven(query).entrySet()) {
                var name = given.getKey();
                if (errors.size() == MOST_NAMES_SHOWN) {
                    break;
                }
                if (given.getValue() > 1 && parameters.isSingle(name)) {
                    errors.add(new FieldError(shown(name), "repeated_parameter", "must be given once"));
                } else if (!parameters.contains(name)) {
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

    /** How often each parameter has a value; 0 for one that is only named. */
    private static Map<String, Integer> timesGiven(String query) {
        var times = new LinkedHashMap<String, Integer>();
        for (var pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                var end = pair.indexOf('=');
                var hasValue = end >= 0 && !decode(pair.substring(end + 1)).isBlank();
                times.merge(decode(end < 0 ? pair : pair.substring(0, end)), hasValue ? 1 : 0, Integer::sum);
            }
        }
        return times;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String shown(String name) {
        var start = name.length() <= LONGEST_NAME_SHOWN ? name : name.substring(0, LONGEST_NAME_SHOWN) + "…";
        return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    }
}
