package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import shop.http.request.ClientAddress;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.RequestStart;
import shop.platform.tracing.TraceParents;
import shop.sdk.Accounts;
import shop.sdk.Carts;
import shop.sdk.Identity;
import shop.sdk.Reply;
import shop.sdk.Shop;
import shop.sdk.ShopClient;
import shop.security.Caller;

/**
 * Who looks at a page, and the shop in that person's name. The gateway has turned the cookie {@code access_token} into the header and
 * checked the form's token against it.
 */
public final class Visitor {

    public static final String XSRF_COOKIE = "XSRF-TOKEN";
    static final String REFRESH_COOKIE = "refresh_token";
    static final String DEVICE_COOKIE = "device_token";
    static final String THEME_COOKIE = "theme";

    /** Where the browser sends the refresh token: the API's own path, and here. */
    public static final String RENEW_PATH = "/sign-in/renew";

    private static final String BEARER = "Bearer ";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Shop shop;
    private final @Nullable Caller caller;
    private final Locale locale;
    private final Identity identity;

    Visitor(
            HttpServletRequest request,
            HttpServletResponse response,
            Shop shop,
            @Nullable Caller caller,
            Locale locale) {
        this.request = request;
        this.response = response;
        this.shop = shop;
        this.caller = caller;
        this.locale = locale;
        this.identity = Identity.nobody()
                .withToken(token(request))
                .withCookie(Carts.GUEST_COOKIE, Cookies.value(request, Carts.GUEST_COOKIE))
                .withCookie(DEVICE_COOKIE, Cookies.value(request, DEVICE_COOKIE))
                .withHeader(ClientAddress.HEADER, ClientAddress.of(request))
                // Two tabs that renew the login at once wait here too.
                .withHeader(RequestStart.HEADER, request.getHeader(RequestStart.HEADER))
                .withHeader(RequestIds.HEADER, (String) request.getAttribute(RequestIds.KEY))
                .withHeader(TraceParents.HEADER, (String) request.getAttribute(TraceParents.KEY));
    }

    public boolean isSignedIn() {
        return caller != null;
    }

    public boolean isAdmin() {
        return caller != null && caller.isAdmin();
    }

    /**
     * The account of who is signed in.
     *
     * @throws SignInNeededException if nobody is
     */
    public UUID id() {
        return signedIn().id();
    }

    /** The page is for people who are signed in. */
    public Visitor requireSignedIn() {
        signedIn();
        return this;
    }

    private Caller signedIn() {
        if (caller == null) {
            throw new SignInNeededException();
        }
        return caller;
    }

    public Locale locale() {
        return locale;
    }

    /** What every form of a person who is signed in sends back in the field {@code _xsrf}. */
    public @Nullable String xsrf() {
        return Cookies.value(request, XSRF_COOKIE);
    }

    @Nullable String cookie(String name) {
        return Cookies.value(request, name);
    }

    /** {@code light}, {@code dark}, or null for what the browser prefers. */
    @Nullable String theme() {
        var theme = Cookies.value(request, THEME_COOKIE);
        return "light".equals(theme) || "dark".equals(theme) ? theme : null;
    }

    public boolean hasCart() {
        return caller != null || hasGuestCart();
    }

    public boolean hasGuestCart() {
        return Cookies.value(request, Carts.GUEST_COOKIE) != null;
    }

    @Nullable String refreshToken() {
        return Cookies.value(request, REFRESH_COOKIE);
    }

    /** The path and the query that were asked for. */
    public String address() {
        var query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    String path() {
        return request.getRequestURI();
    }

    /** Whether htmx asks, for a part of the page. */
    public boolean wantsFragment() {
        return request.getHeader("HX-Request") != null && request.getHeader("HX-Boosted") == null;
    }

    public ShopClient shop() {
        return shop.as(identity);
    }

    /** The same person after signing in, before the browser knows of it. */
    public ShopClient shopAs(Accounts.Tokens tokens) {
        return shop.as(identity.withToken(tokens.accessToken()));
    }

    /** Without a token: where one that has run out would be in the way. */
    public ShopClient shopAsNobody() {
        return shop.as(identity.withToken(null));
    }

    /** Hands cookies that a service sets to the browser. */
    public <T> T take(Reply<T> reply) {
        reply.cookies().forEach(this::setCookie);
        return reply.body();
    }

    public void setCookie(String cookie) {
        if (!response.isCommitted()) {
            response.addHeader(HttpHeaders.SET_COOKIE, cookie);
        }
    }

    private static @Nullable String token(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(BEARER)
                ? header.substring(BEARER.length()).strip()
                : null;
    }
}
