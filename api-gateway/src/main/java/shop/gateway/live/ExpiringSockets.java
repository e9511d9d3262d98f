package shop.gateway.live;

import java.time.Clock;
import java.util.List;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import shop.gateway.FilterOrder;

/** Closes each WebSocket when its token runs out, and says so, so that the client comes back with a new one. */
final class ExpiringSockets implements WebSocketService {

    private static final CloseStatus EXPIRED = CloseStatus.POLICY_VIOLATION.withReason("token_expired");

    private final WebSocketService sockets;
    private final Clock clock;

    ExpiringSockets(WebSocketService sockets, Clock clock) {
        this.sockets = sockets;
        this.clock = clock;
    }

    @Override
    public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
        return FilterOrder.token(exchange)
                .map(token -> sockets.handleRequest(exchange, ending(handler, Expiry.of(token, clock))))
                .orElseGet(() -> sockets.handleRequest(exchange, handler));
    }

    private static WebSocketHandler ending(WebSocketHandler handler, Mono<Long> end) {
        return new WebSocketHandler() {
            @Override
            public Mono<Void> handle(WebSocketSession session) {
                var ended = Sinks.<Void>empty();
                // Whoever ends first ends the waiting only: to cancel the close itself would take its frame back.
                end.takeUntilOther(ended.asMono())
                        .flatMap(_ -> session.close(EXPIRED))
                        .subscribe();
                return handler.handle(session).doFinally(_ -> ended.tryEmitEmpty());
            }

            @Override
            public List<String> getSubProtocols() {
                return handler.getSubProtocols();
            }
        };
    }
}
