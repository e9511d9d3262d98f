package shop.gateway.access;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.GatewayProperties;
import shop.gateway.problem.BodyDrain;
import shop.gateway.problem.GatewayException.BodyTooLarge;

/** Stops bodies that are larger than their row of the {@link ResourceMap} allows, whether they say their length or not. */
@Component
class BodyLimit implements WebFilter, Ordered {

    private final DataSize usual;

    BodyLimit(GatewayProperties properties) {
        this.usual = properties.maxBody();
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var limit =
                exchange.<Resource>getRequiredAttribute(AccessFilter.RESOURCE).maxBodyOr(usual);
        var announced = request.getHeaders().getContentLength();
        if (announced > limit.toBytes()) {
            return Mono.error(new BodyTooLarge(limit));
        }
        // What says its length is held to it by Netty.
        return announced >= 0
                ? chain.filter(exchange)
                : chain.filter(
                        exchange.mutate().request(counted(request, limit)).build());
    }

    private static ServerHttpRequest counted(ServerHttpRequest request, DataSize limit) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                var seen = new AtomicLong();
                var passed = super.getBody().<DataBuffer>handle((part, sink) -> {
                    var size = seen.addAndGet(part.readableByteCount());
                    if (size <= limit.toBytes()) {
                        sink.next(part);
                        return;
                    }
                    DataBufferUtils.release(part);
                    if (size > limit.toBytes() + BodyDrain.MOST.toBytes()) {
                        sink.error(new BodyTooLarge(limit));
                    }
                });
                // The rest is read before the refusal, see BodyDrain.
                return passed.concatWith(Flux.defer(
                        () -> seen.get() > limit.toBytes() ? Flux.error(new BodyTooLarge(limit)) : Flux.empty()));
            }
        };
    }
}
