package shop.product.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.util.MultiValueMap;
import shop.http.problem.InvalidRequestException;

/** Reads the filters {@code attr.NAME=VALUE} of a query. */
final class AttributeFilters {

    private static final String PREFIX = "attr.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,255}");
    private static final int LONGEST_VALUE = 100;
    private static final int MOST_VALUES = 50;

    private AttributeFilters() {}

    static Map<String, Set<String>> of(MultiValueMap<String, String> parameters) {
        var filters = new HashMap<String, Set<String>>();
        var values = 0;
        for (var parameter : parameters.entrySet()) {
            if (parameter.getKey().startsWith(PREFIX)) {
                var name = parameter.getKey().substring(PREFIX.length());
                require(NAME.matcher(name).matches(), parameter.getKey(), "is not the name of an attribute");
                values += parameter.getValue().size();
                require(values <= MOST_VALUES, parameter.getKey(), "too many filters, " + MOST_VALUES + " at most");
                parameter
                        .getValue()
                        .forEach(value -> require(
                                value.length() <= LONGEST_VALUE,
                                parameter.getKey(),
                                "must have at most " + LONGEST_VALUE + " characters"));
                filters.put(name, new HashSet<>(parameter.getValue()));
            }
        }
        return filters;
    }

    private static void require(boolean good, String parameter, String message) {
        if (!good) {
            throw new InvalidRequestException(parameter, "invalid_value", message);
        }
    }
}
