package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cookies as they came. */
final class Cookies {

    private Cookies() {}

    /** The value, or null if there is none, or more than one: of two, one was planted. */
    static @Nullable String value(HttpServletRequest request, String name) {
        var cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        var values = Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(name))
                .toList();
        return values.size() == 1 && !values.getFirst().getValue().isEmpty()
                ? values.getFirst().getValue()
                : null;
    }
}
