package shop.gateway.cart;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import shop.platform.discovery.ServiceAddresses;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;
import shop.security.token.AccessTokens;
import shop.security.token.ServiceTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks cart-service to merge a guest's cart into that of the customer who has just logged in. It is asked once and for a moment only: the
 * merge can be repeated, and cart-service makes up for it when the cart is read.
 */
@Component
class GuestCartClient {

    private static final Logger log = LoggerFactory.getLogger(GuestCartClient.class);

    private static final String SERVICE = "cart-service";

    private final ServiceAddresses addresses;
    private final ServiceTokens serviceTokens;
    private final AccessTokens accessTokens;
    private final GuestCartProperties properties;
    private final HttpClient http;

    GuestCartClient(
            ServiceAddresses addresses,
            ServiceTokens serviceTokens,
            AccessTokens accessTokens,
            GuestCartProperties properties) {
        this.addresses = addresses;
        this.serviceTokens = serviceTokens;
        this.accessTokens = accessTokens;
        this.properties = properties;
        this.http = HttpClient.create(ConnectionProvider.builder("guest-carts")
                        .maxConnections(properties.maxConcurrent())
                        .pendingAcquireMaxCount(properties.maxConcurrent())
                        .pendingAcquireTimeout(properties.maxWait())
                        .maxIdleTime(Duration.ofSeconds(20))
                        .build())
                .disableRetry(true)
                .responseTimeout(properties.maxWait());
    }

    /**
     * What cart-service answered, and the cookies that it wants set.
     *
     * @param cart with {@code merged} and {@code dropped}
     */
    record Merge(JsonNode cart, List<String> cookies) {}

    /** Empty if it could not be done in time; never an error. */
    Mono<Merge> merge(String accessToken, String guest, String requestId, String traceParent) {
        // On another thread, because proving a token may wait for the keys.
        return Mono.fromCallable(() -> accessTokens.read(accessToken).caller().id())
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(customer -> addresses.of(SERVICE).stream()
                        .findFirst()
                        .map(address -> ask(address, customer, guest, requestId, traceParent))
                        .orElseGet(Mono::empty))
                .timeout(properties.maxWait())
                .onErrorResume(failure -> {
                    log.info("A guest's cart is merged later, when it is read: {}", failure.toString());
                    return Mono.empty();
                });
    }

    private Mono<Merge> ask(URI address, UUID customer, String guest, String requestId, String traceParent) {
        var body = JsonMapper.shared().writeValueAsString(Map.of("token", guest));
        return http.headers(
                        headers -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + serviceTokens.mint(SERVICE))
                                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                                .set(RequestIds.HEADER, requestId)
                                .set(TraceParents.HEADER, traceParent))
                .post()
                .uri(address.resolve("/internal/carts/" + customer + "/merge"))
                .send(ByteBufFlux.fromString(Mono.just(body)))
                .responseSingle((answer, content) -> content.asString()
                        .defaultIfEmpty("")
                        .map(text -> {
                            if (!answer.status().equals(HttpResponseStatus.OK)) {
                                throw new IllegalStateException("cart-service answered " + answer.status());
                            }
                            return merge(
                                    JsonMapper.shared().readTree(text),
                                    answer.responseHeaders().getAll(HttpHeaderNames.SET_COOKIE));
                        }));
    }

    private static Merge merge(JsonNode cart, List<String> cookies) {
        if (!cart.path("merged").isArray() || !cart.path("dropped").isArray()) {
            throw new IllegalStateException("cart-service did not say what it merged");
        }
        return new Merge(cart, cookies);
    }
}
