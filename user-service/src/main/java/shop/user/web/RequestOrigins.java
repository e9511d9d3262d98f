package shop.user.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.util.WebUtils;
import shop.http.request.ClientAddress;
import shop.user.device.RequestOrigin;
import shop.user.secret.Secret;

/** Reads from a request where it came from. */
final class RequestOrigins {

    private RequestOrigins() {}

    static RequestOrigin of(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, TokenCookies.DEVICE);
        return new RequestOrigin(ClientAddress.of(request), cookie == null ? null : new Secret(cookie.getValue()));
    }
}
