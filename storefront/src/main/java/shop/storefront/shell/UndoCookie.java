package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import shop.storefront.config.StorefrontProperties;

/**
 * Keeps what would undo the last act, for a while, in the browser of who did it. An address alone must not offer it: somebody else could
 * write one that offers to undo what was right. So the address only names the key, and what it stands for is in a cookie, which no other
 * site can set. It is a key, a dot, and what has to be done.
 */
@Component
public class UndoCookie {

    private static final String NAME = "undo";
    private static final String PATH = "/admin";
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final StorefrontProperties properties;

    UndoCookie(StorefrontProperties properties) {
        this.properties = properties;
    }

    public void keep(String key, String deed, Visitor visitor) {
        visitor.setCookie(cookie(key + "." + deed, LIFE));
    }

    public void forget(Visitor visitor) {
        visitor.setCookie(cookie("", Duration.ZERO));
    }

    /** What is kept under the key, if it is that which was done last. */
    public @Nullable String deed(@Nullable String key, Visitor visitor) {
        return deed(key, visitor.cookie(NAME));
    }

    static boolean isKept(@Nullable String key, HttpServletRequest request) {
        return deed(key, Cookies.value(request, NAME)) != null;
    }

    private static @Nullable String deed(@Nullable String key, @Nullable String kept) {
        if (key == null || kept == null || key.isBlank() || key.indexOf('.') >= 0) {
            return null;
        }
        return kept.startsWith(key + ".") ? kept.substring(key.length() + 1) : null;
    }

    private String cookie(String value, Duration life) {
        return ResponseCookie.from(NAME, value)
                .path(PATH)
                .maxAge(life)
                .httpOnly(true)
                .secure(properties.secureCookies())
                .sameSite("Strict")
                .build()
                .toString();
    }
}
