package shop.local.infra;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.local.http.LocalOnly;

/** A small HTTP server for pages of this machine: loopback only, one virtual thread per request. */
final class LocalHttpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalHttpServer.class);

    private final HttpServer server;

    private LocalHttpServer(HttpServer server) {
        this.server = server;
    }

    static LocalHttpServer start(int port, Handler handler) throws IOException {
        // The JDK's server would hold back small answers for 40 ms, waiting for more to send.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var server = HttpServer.create(new InetSocketAddress(Ports.ADDRESS, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> handle(exchange, handler));
        server.start();
        return new LocalHttpServer(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void handle(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                var uri = exchange.getRequestURI();
                var headers = exchange.getRequestHeaders();
                answer = LocalOnly.allows(headers.getFirst("Host"), headers.getFirst("Origin"))
                        ? handler.answer(new Request(exchange.getRequestMethod(), uri.getPath(), query(uri)))
                        : Answer.text(403, "Only for this machine's own pages and programs.");
            } catch (RuntimeException e) {
                log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                answer = Answer.text(500, "This page failed; the log says why.");
            }
            exchange.getRequestBody().readAllBytes();
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Map<String, String> query(URI uri) {
        var values = new LinkedHashMap<String, String>();
        var query = uri.getRawQuery();
        if (query != null) {
            for (var pair : query.split("&", -1)) {
                var split = pair.indexOf('=');
                values.put(
                        decode(split < 0 ? pair : pair.substring(0, split)),
                        split < 0 ? "" : decode(pair.substring(split + 1)));
            }
        }
        return values;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** What a page answers with. */
    @FunctionalInterface
    interface Handler {

        Answer answer(Request request);
    }

    record Request(String method, String path, Map<String, String> query) {}

    record Answer(int status, Map<String, String> headers, String body) {

        static Answer json(String body) {
            return new Answer(200, Map.of("Content-Type", "application/json", "Cache-Control", "no-store"), body);
        }

        /** @param policy the Content-Security-Policy of the page */
        static Answer html(int status, String body, String policy) {
            return new Answer(
                    status,
                    Map.of(
                            "Content-Type",
                            "text/html; charset=utf-8",
                            "Content-Security-Policy",
                            policy,
                            "X-Content-Type-Options",
                            "nosniff",
                            "Cache-Control",
                            "no-store"),
                    body);
        }

        static Answer text(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body);
        }

        static Answer empty(int status) {
            return new Answer(status, Map.of(), "");
        }
    }
}
