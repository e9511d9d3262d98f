package shop.order.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import shop.http.docs.Refuses;
import shop.order.application.LiveOrders;
import shop.order.application.LivePolicy;
import shop.order.domain.CustomerId;
import shop.security.Caller;
import shop.security.token.AccessTokens;
import tools.jackson.databind.json.JsonMapper;

/**
 * Live updates of the caller's own orders, also for an administrator: there is an order of one customer's steps to resume from, and none
 * of all customers'.
 */
@RestController
class LiveController {

    private static final Logger log = LoggerFactory.getLogger(LiveController.class);

    private static final String SCHEME = "Bearer ";

    private final DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();
    private final LiveOrders liveOrders;
    private final LivePolicy policy;
    private final AccessTokens tokens;
    private final JsonMapper json;

    LiveController(LiveOrders liveOrders, LivePolicy policy, AccessTokens tokens, JsonMapper json) {
        this.liveOrders = liveOrders;
        this.policy = policy;
        this.tokens = tokens;
        this.json = json;
    }

    /** Stays on the request's thread, which is a virtual one. */
    @GetMapping("/api/orders/stream")
    @Refuses({"429 too_many_connections", "503 too_many_connections"})
    @Operation(
            summary =
                    "The steps of the caller's orders as server-sent events, from now on or after the last one that was seen",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content =
                                    @Content(
                                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                                            schema = @Schema(implementation = LiveMessage.class))))
    void stream(
            @Parameter(description = "The id of the last event that was seen; 0 for all")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @PositiveOrZero @Nullable Long seen,
            @Parameter(description = "The same, for clients that cannot send the header")
                    @RequestParam(required = false)
                    @PositiveOrZero @Nullable Long lastEventId,
            @AuthenticationPrincipal Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws InterruptedException {
        var customer = new CustomerId(caller.id());
        var connection = liveOrders.open(customer);
        try {
            var after = start(customer, seen == null ? lastEventId : seen);
            var until = goodUntil(request);
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies that collect answers before they pass them on are asked not to.
            response.setHeader("X-Accel-Buffering", "no");
            var stream = new EventStream(response.getOutputStream(), json);
            stream.begin(after);
            liveOrders.follow(connection, after, until, stream);
        } catch (IOException gone) {
            log.debug("A client that followed its orders is gone or too slow: {}", gone.toString());
        } finally {
            liveOrders.close(connection);
        }
    }

    @GetMapping("/ws/orders")
    @Refuses({"426 upgrade_required", "429 too_many_connections", "503 too_many_connections"})
    @Operation(
            summary = "The steps of the caller's orders as text frames of a WebSocket",
            responses =
                    @ApiResponse(
                            responseCode = "101",
                            description = "A WebSocket whose frames are as the stream's data"))
    void webSocket(
            @Parameter(description = "The id of the last message that was seen; 0 for all")
                    @RequestParam(required = false)
                    @PositiveOrZero @Nullable Long lastEventId,
            @AuthenticationPrincipal Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw new UpgradeRequiredException();
        }
        var customer = new CustomerId(caller.id());
        var connection = liveOrders.open(customer);
        var taken = false;
        try (var answer = new ServletServerHttpResponse(response)) {
            var socket = new OrderSocket(
                    liveOrders,
                    connection,
                    start(customer, lastEventId),
                    goodUntil(request),
                    policy.sendTimeout(),
                    json);
            taken = handshake.doHandshake(new ServletServerHttpRequest(request), answer, socket, Map.of());
        } finally {
            if (!taken) {
                liveOrders.close(connection);
            }
        }
    }

    /** A position that was never given counts as the last one. */
    private long start(CustomerId customer, @Nullable Long seen) {
        var end = liveOrders.end(customer);
        return seen == null ? end : Math.min(seen, end);
    }

    /** The token has been verified before. */
    private Instant goodUntil(HttpServletRequest request) {
        return tokens.read(request.getHeader(HttpHeaders.AUTHORIZATION)
                        .substring(SCHEME.length())
                        .strip())
                .goodUntil();
    }

    /** What was asked for can only be had over a WebSocket. */
    static final class UpgradeRequiredException extends RuntimeException {}
}
