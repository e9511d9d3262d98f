package shop.storefront.browse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The address of a list with its filters, and the addresses with one filter more or less. What it does not know is left out. */
record Address(String path, Map<String, List<String>> parameters) {

    private static final Set<String> KNOWN = Set.of("q", "category", "currency", "min", "max", "stock", "sort", "page");
    private static final String ATTRIBUTE = "attr.";
    private static final int LONGEST = 200;
    private static final int MOST_VALUES = 20;
    private static final int DEEPEST_PAGE = 400;

    static Address of(String path, MultiValueMap<String, String> sent) {
        var known = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, values) -> {
            if (KNOWN.contains(name) || (name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length())) {
                var kept = values.stream()
                        .filter(value -> value != null && !value.isBlank() && value.length() <= LONGEST)
                        .distinct()
                        .limit(MOST_VALUES)
                        .toList();
                if (!kept.isEmpty() && known.size() < MOST_VALUES) {
                    known.put(name, kept);
                }
            }
        });
        return new Address(path, known);
    }

    static String search(String text) {
        return "/search?q=" + encoded(text);
    }

    @Nullable String one(String name) {
        var values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }

    String text() {
        var text = one("q");
        return text == null ? "" : text.strip();
    }

    @Nullable Long number(String name) {
        var text = one(name);
        try {
            var number = text == null ? null : Long.valueOf(text);
            return number == null || number < 0 ? null : number;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    @Nullable Currency currency() {
        var code = one("currency");
        try {
            return code == null ? null : Currency.getInstance(code);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** People count from 1, the API from 0. */
    int page() {
        var page = number("page");
        return page == null || page < 1 ? 0 : (int) Math.min(page - 1, DEEPEST_PAGE);
    }

    Map<String, List<String>> attributes() {
        var attributes = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, values) -> {
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(name.substring(ATTRIBUTE.length()), values);
            }
        });
        return attributes;
    }

    String href() {
        var query = new StringJoiner("&");
        parameters.forEach((name, values) -> values.forEach(value -> query.add(encoded(name) + "=" + encoded(value))));
        return query.length() == 0 ? path : path + "?" + query;
    }

    /** Another choice begins on the first page. */
    String with(String name, String value) {
        return changed(map -> map.put(name, List.of(value))).href();
    }

    String withPrice(String currency, long from, @Nullable Long to) {
        return changed(map -> {
                    map.put("currency", List.of(currency));
                    map.put("min", List.of(Long.toString(from)));
                    if (to == null) {
                        map.remove("max");
                    } else {
                        map.put("max", List.of(Long.toString(to)));
                    }
                })
                .href();
    }

    String adding(String name, String value) {
        return changed(map -> {
                    var values = new ArrayList<>(map.getOrDefault(name, List.of()));
                    if (!values.contains(value)) {
                        values.add(value);
                    }
                    map.put(name, values);
                })
                .href();
    }

    String without(String... names) {
        return changed(map -> List.of(names).forEach(map::remove)).href();
    }

    String withoutValue(String name, String value) {
        return changed(map -> {
                    var values = new ArrayList<>(map.getOrDefault(name, List.of()));
                    values.remove(value);
                    if (values.isEmpty()) {
                        map.remove(name);
                    } else {
                        map.put(name, values);
                    }
                })
                .href();
    }

    String toPage(int page) {
        var changed = new LinkedHashMap<>(parameters);
        changed.put("page", List.of(Integer.toString(page + 1)));
        return new Address(path, changed).href();
    }

    List<SearchController.Kept> kept() {
        var kept = new ArrayList<SearchController.Kept>();
        parameters.forEach((name, values) -> {
            if (!name.equals("sort") && !name.equals("page")) {
                values.forEach(value -> kept.add(new SearchController.Kept(name, value)));
            }
        });
        return kept;
    }

    private Address changed(Consumer<Map<String, List<String>>> change) {
        var changed = new LinkedHashMap<>(parameters);
        changed.remove("page");
        change.accept(changed);
        return new Address(path, changed);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
