package shop.http.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import shop.http.paging.Paged;
import shop.platform.paging.PageQuery;

/**
 * The query parameters that one handler reads.
 *
 * @param single those of the names that have one value
 */
record KnownParameters(Set<String> names, Set<String> single, List<String> prefixes) {

    private static final String ALL = "";

    static KnownParameters of(HandlerMethod handler) {
        var names = new TreeSet<String>();
        var single = new TreeSet<String>();
        var prefixes = new ArrayList<String>();
        for (var parameter : handler.getMethodParameters()) {
            var query = parameter.getParameterAnnotation(RequestParam.class);
            if (parameter.getParameterType() == PageQuery.class) {
                names.addAll(List.of("page", "size", "sort"));
                single.addAll(List.of("page", "size"));
                var paged = parameter.getParameterAnnotation(Paged.class);
                if (paged != null && paged.cursor()) {
                    names.add("cursor");
                    single.add("cursor");
                }
            } else if (query != null && !Map.class.isAssignableFrom(parameter.getParameterType())) {
                var name = query.name().isEmpty() ? parameter.getParameter().getName() : query.name();
                names.add(name);
                if (!isMany(parameter.getParameterType())) {
                    single.add(name);
                }
            }
        }
        var more = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), AcceptsQuery.class);
        for (var name : more == null ? new String[0] : more.value()) {
            if (name.endsWith("*")) {
                prefixes.add(name.substring(0, name.length() - 1));
            } else {
                names.add(name);
            }
        }
        return new KnownParameters(names, single, prefixes);
    }

    private static boolean isMany(Class<?> type) {
        return type.isArray() || Collection.class.isAssignableFrom(type);
    }

    /** Whether a value too many would be lost. Where others add parameters to a path, they may also repeat ours. */
    boolean isSingle(String name) {
        return single.contains(name) && !prefixes.contains(ALL);
    }

    boolean contains(String name) {
        return names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
    }
}
