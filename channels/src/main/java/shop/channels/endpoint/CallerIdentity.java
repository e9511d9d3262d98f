package shop.channels.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.WebUtils;
import shop.http.request.ClientAddress;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;
import shop.sdk.Carts;
import shop.sdk.Identity;

/** As whom the services are asked: whoever sent the request, with the token and the guest's cart that came along. */
final class CallerIdentity {

    private static final String BEARER = "Bearer ";

    private CallerIdentity() {}

    static Identity of(HttpServletRequest request) {
        var cart = WebUtils.getCookie(request, Carts.GUEST_COOKIE);
        return Identity.nobody()
                .withToken(token(request.getHeader(HttpHeaders.AUTHORIZATION)))
                .withCookie(Carts.GUEST_COOKIE, cart == null ? null : cart.getValue())
                .withHeader(ClientAddress.HEADER, ClientAddress.of(request))
                .withHeader(RequestIds.HEADER, (String) request.getAttribute(RequestIds.KEY))
                .withHeader(TraceParents.HEADER, (String) request.getAttribute(TraceParents.KEY));
    }

    /** One that is not good was refused before. */
    private static @Nullable String token(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }
}
