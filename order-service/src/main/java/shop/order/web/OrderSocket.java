package shop.order.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import shop.order.application.LiveConnection;
import shop.order.application.LiveOrders;
import shop.order.application.StepLog;
import tools.jackson.databind.json.JsonMapper;

/** One client's WebSocket: a virtual thread writes to it, and nobody else does. */
final class OrderSocket extends AbstractWebSocketHandler {

    private static final Logger log = LoggerFactory.getLogger(OrderSocket.class);

    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final LiveOrders liveOrders;
    private final LiveConnection connection;
    private final long after;
    private final Instant until;
    private final Duration sendTimeout;
    private final JsonMapper json;

    OrderSocket(
            LiveOrders liveOrders,
            LiveConnection connection,
            long after,
            Instant until,
            Duration sendTimeout,
            JsonMapper json) {
        this.liveOrders = liveOrders;
        this.connection = connection;
        this.after = after;
        this.until = until;
        this.sendTimeout = sendTimeout;
        this.json = json;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        if (session instanceof NativeWebSocketSession wrapper
                && wrapper.getNativeSession() instanceof jakarta.websocket.Session own) {
            own.getUserProperties().put(SEND_TIMEOUT, sendTimeout.toMillis());
        }
        Thread.ofVirtual().name("ws-orders").start(() -> follow(session));
    }

    private void follow(WebSocketSession session) {
        var status = CloseStatus.NORMAL;
        try {
            status = switch (liveOrders.follow(connection, after, until, new Frames(session, json))) {
                case TIME_OVER -> CloseStatus.POLICY_VIOLATION.withReason("token_expired");
                case SHUTDOWN -> CloseStatus.SERVICE_RESTARTED;
                case GONE -> CloseStatus.NORMAL;
            };
        } catch (IOException lost) {
            log.debug("A client that followed its orders is gone or too slow: {}", lost.toString());
            if (LiveOrders.isSlow(lost)) {
                status = CloseStatus.SERVICE_OVERLOAD.withReason("too_slow");
            }
        } catch (IllegalStateException closed) {
            log.debug("A client that followed its orders is gone: {}", closed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            liveOrders.close(connection);
            close(session, status);
        }
    }

    /** This end speaks and does not listen. */
    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
        if (message instanceof TextMessage || message instanceof BinaryMessage) {
            close(session, CloseStatus.NOT_ACCEPTABLE);
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        liveOrders.close(connection);
    }

    private static void close(WebSocketSession session, CloseStatus status) {
        try {
            session.close(status);
        } catch (IOException | IllegalStateException gone) {
            log.debug("A WebSocket was gone before it was closed: {}", gone.toString());
        }
    }

    private record Frames(WebSocketSession session, JsonMapper json) implements LiveOrders.Listener {

        @Override
        public void send(StepLog.Entry entry) throws IOException {
            session.sendMessage(new TextMessage(json.writeValueAsString(LiveMessage.of(entry))));
        }

        @Override
        public void sendHeartbeat() throws IOException {
            session.sendMessage(new PingMessage());
        }
    }
}
