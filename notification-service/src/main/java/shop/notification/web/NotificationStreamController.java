package shop.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.notification.live.NotificationStreams;
import shop.notification.live.StreamPosition;
import shop.notification.message.Message;
import shop.security.Caller;
import shop.security.token.AccessTokens;
import tools.jackson.databind.json.JsonMapper;

/** The caller's new messages and the number of unread ones, as they come. */
@RestController
class NotificationStreamController {

    private static final Logger log = LoggerFactory.getLogger(NotificationStreamController.class);

    private static final String SCHEME = "Bearer ";
    private static final String POSITION = "must be the id of an event of this stream";

    private final NotificationStreams streams;
    private final AccessTokens tokens;
    private final JsonMapper json;

    NotificationStreamController(NotificationStreams streams, AccessTokens tokens, JsonMapper json) {
        this.streams = streams;
        this.tokens = tokens;
        this.json = json;
    }

    /** Stays on the request's thread, which is a virtual one. */
    @GetMapping("/api/notifications/stream")
    @Refuses({"429 too_many_connections", "503 too_many_connections"})
    @Operation(
            summary =
                    "The caller's new messages and unread count as server-sent events, from now on or after the last one that was seen",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Events `notification`, with a message, and `unread`, with `{unread}`",
                            content =
                                    @Content(
                                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                                            schema = @Schema(implementation = Message.class))))
    void stream(
            @Parameter(description = "The id of the last event that was seen")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Pattern(regexp = StreamPosition.PATTERN, message = POSITION) @Nullable String seen,
            @Parameter(description = "The same, for clients that cannot send the header")
                    @RequestParam(required = false)
                    @Pattern(regexp = StreamPosition.PATTERN, message = POSITION) @Nullable String lastEventId,
            @AuthenticationPrincipal Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws InterruptedException {
        var connection = streams.open(caller);
        try {
            var resume = seen == null ? lastEventId : seen;
            var until = goodUntil(request);
            var end = streams.follow(
                    connection,
                    resume == null ? null : StreamPosition.parse(resume),
                    until,
                    new EventWriter(response, json));
            log.debug("A stream of notifications has ended: {}", end);
        } catch (IOException gone) {
            log.debug("The client of a stream of notifications is gone or too slow: {}", gone.toString());
        } finally {
            streams.close(connection);
        }
    }

    /** The token was verified on its way here. */
    private Instant goodUntil(HttpServletRequest request) {
        return tokens.read(request.getHeader(HttpHeaders.AUTHORIZATION)
                        .substring(SCHEME.length())
                        .strip())
                .goodUntil();
    }

    /** Writes server-sent events. A client that does not read is given up by the web server's write time-out. */
    private record EventWriter(HttpServletResponse response, JsonMapper json) implements NotificationStreams.Client {

        /** With the position, so that a client that gets no message can resume, too. */
        @Override
        public void begin(StreamPosition position) throws IOException {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies that collect responses before they pass them on are asked not to.
            response.setHeader("X-Accel-Buffering", "no");
            write("retry: 1000\nid: " + position + "\n\n");
        }

        @Override
        public void message(StreamPosition position, Message message) throws IOException {
            write("id: " + position + "\nevent: notification\ndata: " + json.writeValueAsString(message) + "\n\n");
        }

        @Override
        public void unread(long count) throws IOException {
            write("event: unread\ndata: {\"unread\":" + count + "}\n\n");
        }

        @Override
        public void heartbeat() throws IOException {
            write(": heartbeat\n\n");
        }

        private void write(String text) throws IOException {
            var out = response.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
