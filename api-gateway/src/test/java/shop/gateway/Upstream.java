package shop.gateway;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A service behind the gateway, over real HTTP. It answers with its name and remembers what it was asked. */
final class Upstream implements AutoCloseable {

    record Seen(String method, String uri, HttpHeaders headers, int bodyLength) {}

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final String name;
    private final DisposableServer server;
    private volatile Duration delay;
    private volatile Instant lastAsked = Instant.now();

    private Upstream(String name, Duration delay) {
        this.name = name;
        this.delay = delay;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> connections.add(connection.channel()))
                .route(routes -> routes.ws(
                                "/ws/orders",
                                (in, out) ->
                                        out.sendString(in.receive().asString().map(word -> "echo " + word)))
                        .get("/api/orders/stream", this::events)
                        .route(_ -> true, this::answer))
                .bindNow();
    }

    static Upstream named(String name) {
        return new Upstream(name, Duration.ZERO);
    }

    /** Takes a request at once and answers it late. */
    static Upstream slow(String name, Duration delay) {
        return new Upstream(name, delay);
    }

    String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    List<Seen> seen() {
        return seen;
    }

    void answerAtOnce() {
        delay = Duration.ZERO;
    }

    /** Nobody has asked anything for a second. */
    boolean isUnused() {
        return lastAsked.isBefore(Instant.now().minusSeconds(1));
    }

    @Override
    public void close() {
        server.disposeNow();
        connections.close().awaitUninterruptibly();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        lastAsked = Instant.now();
        return request.receive()
                .aggregate()
                .map(body -> body.readableBytes())
                .defaultIfEmpty(0)
                .doOnNext(
                        length -> seen.add(new Seen(request.method().name(), request.uri(), headers(request), length)))
                .delayElement(delay)
                .flatMap(_ -> {
                    var wanted = request.requestHeaders().get("X-Answer-With");
                    if (request.requestHeaders().contains("X-Answer-To-All")) {
                        response.header("CDN-Cache-Control", "max-age=1").header("ETag", "\"1\"");
                    }
                    if (request.requestHeaders().contains("X-Answer-Public")) {
                        response.header("Cache-Control", "public, max-age=60");
                    }
                    var cost = request.requestHeaders().get("X-Answer-With-Cost");
                    if (cost != null) {
                        response.header("X-Query-Cost", cost);
                    }
                    var asPage = request.requestHeaders().get("X-Answer-As-Page");
                    if ("own".equals(asPage)) {
                        response.header(
                                        "Content-Security-Policy",
                                        "default-src 'self'; form-action 'self' https://pay.example")
                                .header("Referrer-Policy", "strict-origin-when-cross-origin")
                                .header("Cache-Control", "private, max-age=5");
                    }
                    return response.status(wanted == null ? 200 : Integer.parseInt(wanted))
                            .header("Content-Type", asPage == null ? "application/json" : "text/html;charset=UTF-8")
                            .header("X-Request-Id", "what the service said")
                            .header("X-Content-Type-Options", "nosniff")
                            .header("Server", "Secret/1.0")
                            .sendString(Mono.just("{\"service\":\"" + name + "\"}"))
                            .then();
                });
    }

    private Publisher<Void> events(HttpServerRequest request, HttpServerResponse response) {
        seen.add(new Seen(request.method().name(), request.uri(), headers(request), 0));
        return response.sse()
                .sendString(Flux.just("data: one\n\n", "data: two\n\n").delayElements(delay.plusMillis(1)))
                .then();
    }

    private static HttpHeaders headers(HttpServerRequest request) {
        var headers = new HttpHeaders();
        request.requestHeaders().forEach(header -> headers.add(header.getKey(), header.getValue()));
        return headers;
    }
}
