package shop.gateway.request;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.GatewayProperties;

/** Sets the security headers of every response and removes those that name what serves it. */
@Component
class ResponseHeaders implements WebFilter, Ordered {

    private static final String NOTHING_AT_ALL = "default-src 'none'; frame-ancestors 'none'";

    /** For the pages of the gateway and of payment-service: their own scripts, no one else's. */
    private static final String OWN_PARTS =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                    + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    /** For the pages of the storefront, should they not say more: nothing of anybody else's, and nothing that stands in the page. */
    private static final String PAGES = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private static final String TWO_YEARS = "max-age=63072000; includeSubDomains";

    private final boolean servedOverTls;

    ResponseHeaders(GatewayProperties properties) {
        this.servedOverTls = properties.servedOverTls();
    }

    @Override
    public int getOrder() {
        return FilterOrder.RESPONSE_HEADERS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var answer = exchange.getResponse();
        var personal = isPersonal(exchange.getRequest());
        answer.beforeCommit(() -> {
            var status = answer.getStatusCode();
            var page = exchange.getAttribute(FilterOrder.PAGE) != null;
            secure(answer.getHeaders(), personal, page);
            if (status != null && status.isError()) {
                // What is refused now may be there in a moment, and may have been refused to one caller alone.
                answer.getHeaders().setCacheControl("no-store");
                answer.getHeaders().remove("CDN-Cache-Control");
                answer.getHeaders().remove(HttpHeaders.EXPIRES);
            }
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    private void secure(HttpHeaders headers, boolean personal, boolean page) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        if (!page) {
            headers.set("Referrer-Policy", "no-referrer");
        } else if (!headers.containsHeader("Referrer-Policy")) {
            // Without a referrer browsers send "Origin: null" with a form, and it would look foreign.
            headers.set("Referrer-Policy", "same-origin");
        }
        headers.remove("X-XSS-Protection"); // Spring Security's goodbye to a filter that browsers no longer have
        headers.remove(HttpHeaders.SERVER);
        headers.remove("X-Powered-By");
        if (!headers.containsHeader("Content-Security-Policy")) {
            headers.set("Content-Security-Policy", !isHtml(headers) ? NOTHING_AT_ALL : page ? PAGES : OWN_PARTS);
        }
        if ((personal || isHtml(headers)) && !headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
            headers.setCacheControl("no-store");
        }
        if (servedOverTls) {
            headers.set("Strict-Transport-Security", TWO_YEARS);
        }
    }

    /** An account's, a guest's, or the answer to something that somebody sent. */
    private static boolean isPersonal(ServerHttpRequest request) {
        var headers = request.getHeaders();
        return headers.containsHeader(HttpHeaders.AUTHORIZATION)
                || headers.containsHeader(HttpHeaders.COOKIE)
                || !(HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod()));
    }

    private static boolean isHtml(HttpHeaders headers) {
        var type = headers.getContentType();
        return type != null && MediaType.TEXT_HTML.isCompatibleWith(type);
    }
}
