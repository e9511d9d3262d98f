package shop.http.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import shop.http.paging.Paged;
import shop.platform.paging.PageQuery;

/** The names of the query parameters that one handler reads. */
record KnownParameters(Set<String> names, List<String> prefixes) {

    static KnownParameters of(HandlerMethod handler) {
        var names = new TreeSet<String>();
        var prefixes = new ArrayList<String>();
        for (var parameter : handler.getMethodParameters()) {
            var query = parameter.getParameterAnnotation(RequestParam.class);
            if (parameter.getParameterType() == PageQuery.class) {
                names.addAll(List.of("page", "size", "sort"));
                var paged = parameter.getParameterAnnotation(Paged.class);
                if (paged != null && paged.cursor()) {
                    names.add("cursor");
                }
            } else if (query != null && !Map.class.isAssignableFrom(parameter.getParameterType())) {
                names.add(query.name().isEmpty() ? parameter.getParameter().getName() : query.name());
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
        return new KnownParameters(names, prefixes);
    }

    boolean contains(String name) {
        return names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
    }
}
