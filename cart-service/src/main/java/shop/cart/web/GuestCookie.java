package shop.cart.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import shop.cart.config.CartProperties;

/**
 * The cookie that opens a guest's cart. Other sites cannot make a browser send it with a change (SameSite), nor scripts read it. It goes
 * with every request to the shop, because logging in and ordering take the guest's cart over.
 */
@Component
class GuestCookie {

    static final String NAME = "cart";
    private static final int TOKEN_BYTES = 32;

    private static final String PATH = "/";

    /** Where it was sent once. A browser would go on to send that one first, so it is dropped whenever the other is set. */
    private static final String FORMER_PATH = "/api/cart";

    private final SecureRandom random = new SecureRandom();
    private final CartProperties properties;

    GuestCookie(CartProperties properties) {
        this.properties = properties;
    }

    String newToken() {
        var token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Values of {@code Set-Cookie}. */
    String[] of(String token) {
        return new String[] {
            cookie(token, PATH, properties.guestLife()), cookie("", FORMER_PATH, Duration.ZERO),
        };
    }

    /** Values of {@code Set-Cookie}. */
    String[] dropped() {
        return new String[] {cookie("", PATH, Duration.ZERO), cookie("", FORMER_PATH, Duration.ZERO)};
    }

    private String cookie(String value, String path, Duration life) {
        return ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(properties.secureCookie())
                .sameSite("Lax")
                .path(path)
                .maxAge(life)
                .build()
                .toString();
    }
}
