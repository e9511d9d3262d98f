package shop.http.query;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.http.problem.InvalidRequestException;
import shop.http.problem.InvalidTextException;
import shop.http.text.TextRule;

/**
 * Parameters of queries and forms as everybody behind it reads them. One without a value was not given, since browsers send the empty
 * fields of a form too.
 */
final class RuledParameters extends HttpServletRequestWrapper {

    private @Nullable Map<String, String[]> parameters;

    RuledParameters(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getParameter(String name) {
        var values = getParameterMap().get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        var values = getParameterMap().get(name);
        return values == null ? null : values.clone();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        var known = parameters;
        if (known == null) {
            known = Collections.unmodifiableMap(ruled(super.getParameterMap()));
            parameters = known;
        }
        return known;
    }

    private Map<String, String[]> ruled(Map<String, String[]> sent) {
        var ruled = new LinkedHashMap<String, String[]>();
        sent.forEach((name, values) -> {
            var given = Arrays.stream(values)
                    .filter(value -> !value.isBlank())
                    .map(value -> ruled(name, value))
                    .toArray(String[]::new);
            if (given.length > 0) {
                ruled.put(name, given);
            }
        });
        return ruled;
    }

    /** A form of a page has fields of several lines; what stands in an address has one. */
    private String ruled(String name, String value) {
        var violation = TextRule.violation(value, isFieldOfForm(name));
        if (violation != null) {
            throw new InvalidRequestException(name, InvalidTextException.CODE, violation);
        }
        return TextRule.normalize(value);
    }

    private boolean isFieldOfForm(String name) {
        var query = getQueryString();
        return "POST".equals(getMethod()) && (query == null || !query.contains(name));
    }
}
