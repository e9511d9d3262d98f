package shop.gateway.live;

import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import shop.gateway.FilterOrder;

/**
 * Closes each WebSocket when its token runs out, or its service does not take it or is lost, and says so, so that the client comes back
 * with a new token or later. The service is connected to when the client has been answered already, so a status is too late for that.
 */
final class ExpiringSockets implements WebSocketService {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiringSockets.class);

    private static final CloseStatus EXPIRED = CloseStatus.POLICY_VIOLATION.withReason("token_expired");
    private static final CloseStatus UNAVAILABLE = CloseStatus.SERVICE_OVERLOAD.withReason("service_unavailable");

    private final WebSocketService sockets;
    private final Clock clock;

    ExpiringSockets(WebSocketService sockets, Clock clock) {
        this.sockets = sockets;
        this.clock = clock;
    }

    @Override
    public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
        var path = exchange.getRequest().getPath().value();
        return sockets.handleRequest(
                exchange,
                FilterOrder.token(exchange)
                        .map(token -> ending(handler, path, Expiry.of(token, clock)))
                        .orElseGet(() -> ending(handler, path, Mono.never())));
    }

    private static WebSocketHandler ending(WebSocketHandler handler, String path, Mono<Long> end) {
        return new WebSocketHandler() {
            @Override
            public Mono<Void> handle(WebSocketSession session) {
                var ended = Sinks.<Void>empty();
                // Whoever ends first ends the waiting only: to cancel the close itself would take its frame back.
                end.takeUntilOther(ended.asMono())
                        .flatMap(_ -> session.close(EXPIRED))
                        .subscribe();
                return handler.handle(session)
                        .onErrorResume(failure -> {
                            LOG.warn("{} -> closed: {}", path, failure.toString());
                            return session.close(UNAVAILABLE);
                        })
                        .doFinally(_ -> ended.tryEmitEmpty());
            }

            @Override
            public List<String> getSubProtocols() {
                return handler.getSubProtocols();
            }
        };
    }
}
