package shop.cart.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import shop.cart.config.CartProperties;

/** The cookie that opens a guest's cart. Other sites cannot make a browser send it with a change (SameSite), nor scripts read it. */
@Component
class GuestCookie {

    static final String NAME = "cart";
    private static final int TOKEN_BYTES = 32;

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

    ResponseCookie of(String token) {
        return cookie(token, properties.guestLife());
    }

    ResponseCookie dropped() {
        return cookie("", Duration.ZERO);
    }

    private ResponseCookie cookie(String value, Duration life) {
        return ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(properties.secureCookie())
                .sameSite("Lax")
                .path("/api/cart")
                .maxAge(life)
                .build();
    }
}
