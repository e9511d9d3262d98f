package shop.gateway.access;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** The cookies that signing in sets, as far as they concern the gateway; the others are passed on as they came. */
final class Cookies {

    static final String ACCESS_TOKEN = "access_token";
    static final String XSRF_TOKEN = "XSRF-TOKEN";

    private Cookies() {}

    /** All values under the name, because a second one may have been planted. */
    static List<String> values(HttpHeaders headers, String name) {
        return pairs(headers)
                .filter(named(name))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
    }

    /** Takes a cookie out of the header that goes on. */
    static void remove(HttpHeaders headers, String name) {
        if (pairs(headers).noneMatch(named(name))) {
            return;
        }
        var rest = pairs(headers).filter(Predicate.not(named(name))).collect(Collectors.joining("; "));
        if (rest.isEmpty()) {
            headers.remove(HttpHeaders.COOKIE);
        } else {
            headers.set(HttpHeaders.COOKIE, rest);
        }
    }

    private static Stream<String> pairs(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.COOKIE).stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty());
    }

    private static Predicate<String> named(String name) {
        return pair -> pair.startsWith(name) && pair.startsWith("=", name.length());
    }
}
