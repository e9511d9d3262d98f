package shop.gateway;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A service that answers all it is asked with what a test says. */
final class FixedResponses implements AutoCloseable {

    record Asked(String line, String authorization, String requestId, String body) {}

    private final List<Asked> seen = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String cookie = "";
    private volatile Duration delay = Duration.ZERO;

    FixedResponses() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    void answers(int newStatus, String body, String newCookie) {
        seen.clear();
        status = newStatus;
        answer = body;
        cookie = newCookie;
    }

    void isSilent() {
        delay = Duration.ofMinutes(10);
    }

    List<Asked> seen() {
        return seen;
    }

    String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .doOnNext(body -> seen.add(asked(request, body)))
                .delayElement(delay)
                .flatMap(_ -> response.status(status)
                        .header("Content-Type", "application/json")
                        .header("Set-Cookie", cookie)
                        .sendString(Mono.just(answer))
                        .then());
    }

    private static Asked asked(HttpServerRequest request, String body) {
        var headers = request.requestHeaders();
        return new Asked(
                request.method().name() + " " + request.uri(),
                String.valueOf(headers.get("Authorization")),
                String.valueOf(headers.get("X-Request-Id")),
                body);
    }
}
