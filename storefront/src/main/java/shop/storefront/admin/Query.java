package shop.storefront.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** The address of a list: what it shows is in it, so a link to it shows the same to everybody. */
final class Query {

    private final String path;
    private final Map<String, String> values;

    private Query(String path, Map<String, String> values) {
        this.path = path;
        this.values = values;
    }

    static Query of(String path) {
        return new Query(path, Map.of());
    }

    /** Null and empty values are left out, and so they take a value away. */
    Query with(String name, @Nullable Object value) {
        var changed = new LinkedHashMap<>(values);
        changed.remove(name);
        var text = Objects.toString(value, "");
        if (!text.isBlank()) {
            changed.put(name, text);
        }
        return new Query(path, changed);
    }

    String address() {
        var builder = UriComponentsBuilder.fromPath(path);
        values.keySet().forEach(name -> builder.queryParam(name, "{" + name + "}"));
        return builder.encode()
                .buildAndExpand(values.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, value -> (Object) value.getValue())))
                .toUriString();
    }
}
