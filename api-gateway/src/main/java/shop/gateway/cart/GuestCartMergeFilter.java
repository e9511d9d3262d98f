package shop.gateway.cart;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.platform.tracing.TraceParents;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges the cart of a guest who logs in, and says in the answer of the login what became of it: {@code cart: {merged, dropped}} beside the
 * tokens. Whatever goes wrong with that, the login is answered as it would be without a cart.
 */
@Component
class GuestCartMergeFilter implements WebFilter, Ordered {

    private static final Set<String> LOGINS = Set.of("/api/user/login", "/login", "/token");

    private static final String COOKIE = "cart";

    /** As cart-service makes them. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final GuestCartClient carts;

    GuestCartMergeFilter(GuestCartClient carts) {
        this.carts = carts;
    }

    @Override
    public int getOrder() {
        return FilterOrder.GUEST_CART;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        if (!HttpMethod.POST.equals(request.getMethod())
                || !LOGINS.contains(request.getPath().value())) {
            return chain.filter(exchange);
        }
        var guest = guest(request);
        return guest == null
                ? chain.filter(exchange)
                : chain.filter(exchange.mutate()
                        .response(new MergedAnswer(
                                exchange.getResponse(),
                                guest,
                                FilterOrder.requestId(exchange),
                                exchange.getRequiredAttribute(TraceParents.KEY)))
                        .build());
    }

    private static @Nullable String guest(ServerHttpRequest request) {
        var cookie = request.getCookies().getFirst(COOKIE);
        return cookie != null && TOKEN.matcher(cookie.getValue()).matches() ? cookie.getValue() : null;
    }

    /** The answer of a login, which is held back until its guest's cart has been seen to. */
    private final class MergedAnswer extends ServerHttpResponseDecorator {

        private final String guest;
        private final String requestId;
        private final String traceParent;

        MergedAnswer(ServerHttpResponse answer, String guest, String requestId, String traceParent) {
            super(answer);
            this.guest = guest;
            this.requestId = requestId;
            this.traceParent = traceParent;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            if (!HttpStatus.OK.equals(getStatusCode()) || getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)) {
                return super.writeWith(body);
            }
            var nothing = bufferFactory().wrap(new byte[0]);
            return DataBufferUtils.join(body).defaultIfEmpty(nothing).flatMap(whole -> {
                var bytes = new byte[whole.readableByteCount()];
                whole.read(bytes);
                DataBufferUtils.release(whole);
                return withCart(bytes).defaultIfEmpty(bytes).flatMap(this::write);
            });
        }

        private Mono<byte[]> withCart(byte[] login) {
            var tokens = tokens(login);
            if (tokens == null) {
                return Mono.empty();
            }
            return carts.merge(tokens.path("accessToken").asString(""), guest, requestId, traceParent)
                    .map(merge -> {
                        getHeaders().addAll(HttpHeaders.SET_COOKIE, merge.cookies());
                        tokens.putObject("cart")
                                .set("merged", merge.cart().path("merged"))
                                .set("dropped", merge.cart().path("dropped"));
                        return tokens.toString().getBytes(StandardCharsets.UTF_8);
                    });
        }

        private static @Nullable ObjectNode tokens(byte[] login) {
            try {
                return JsonMapper.shared().readTree(login) instanceof ObjectNode object && object.has("accessToken")
                        ? object
                        : null;
            } catch (JacksonException _) {
                return null;
            }
        }

        private Mono<Void> write(byte[] bytes) {
            getHeaders().setContentLength(bytes.length);
            return super.writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(bytes)));
        }
    }
}
