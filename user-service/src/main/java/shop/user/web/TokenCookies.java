package shop.user.web;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;
import shop.user.device.KnownDevices;
import shop.user.session.IssuedTokens;

/**
 * The cookies that browsers keep tokens in. Scripts read only the XSRF token: pages of ours send it back in a header, which no page of
 * somebody else can.
 */
@Component
class TokenCookies {

    static final String ACCESS = "access_token";
    static final String REFRESH = "refresh_token";
    static final String XSRF = "XSRF-TOKEN";

    /** Stays after a logout: it says that this browser is no stranger, and opens nothing. */
    static final String DEVICE = "device_token";

    private static final String EVERYWHERE = "/";

    private final boolean secure;

    TokenCookies(UserProperties properties) {
        var cookies = properties.cookies();
        var overHttp = "http".equals(properties.passwordReset().publicUrl().getScheme());
        this.secure = cookies.secure() && !(cookies.plainOverHttp() && overHttp);
    }

    void set(HttpHeaders headers, IssuedTokens tokens) {
        add(headers, hidden(ACCESS, tokens.accessToken(), EVERYWHERE, tokens.accessLife()));
        add(headers, hidden(REFRESH, tokens.refreshToken(), SessionController.REFRESH_PATH, tokens.refreshLife()));
        // As long as the refresh token, which needs it.
        add(headers, cookie(XSRF, tokens.xsrfToken(), EVERYWHERE, tokens.refreshLife()));
        var device = tokens.device();
        if (device != null) {
            add(headers, hidden(DEVICE, device.value(), EVERYWHERE, KnownDevices.LIFE));
        }
    }

    void clear(HttpHeaders headers) {
        add(headers, hidden(ACCESS, "", EVERYWHERE, Duration.ZERO));
        add(headers, hidden(REFRESH, "", SessionController.REFRESH_PATH, Duration.ZERO));
        add(headers, cookie(XSRF, "", EVERYWHERE, Duration.ZERO));
    }

    private ResponseCookie.ResponseCookieBuilder hidden(String name, String value, String path, Duration life) {
        return cookie(name, value, path, life).httpOnly(true);
    }

    private ResponseCookie.ResponseCookieBuilder cookie(String name, String value, String path, Duration life) {
        return ResponseCookie.from(name, value)
                .path(path)
                .maxAge(life)
                .secure(secure)
                .sameSite("Strict");
    }

    private static void add(HttpHeaders headers, ResponseCookie.ResponseCookieBuilder cookie) {
        headers.add(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
