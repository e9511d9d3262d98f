package shop.storefront.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** The services, as far as a test has words for them; anything else is a 404 problem. */
public final class FakeShop {

    /** A request as it arrived. */
    public record Received(String method, String path, String query, Map<String, List<String>> headers, String body) {

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .findFirst()
                    .map(header -> String.join(",", header.getValue()))
                    .orElse("");
        }
    }

    private record Answer(int status, String body, List<String> cookies) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    public FakeShop() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public FakeShop on(String call, int status, String body, String... cookies) {
        answers.put(call, new Answer(status, body, List.of(cookies)));
        return this;
    }

    public FakeShop problem(String call, int status, String code, String more) {
        return on(call, status, "{\"code\":\"%s\",\"detail\":\"words of the service\"%s}".formatted(code, more));
    }

    public void clear() {
        answers.clear();
        received.clear();
        on("GET /api/categories", 200, Samples.CATEGORIES);
    }

    public List<Received> received(String method, String path) {
        return received.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .toList();
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var query = exchange.getRequestURI().getQuery();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    path,
                    query == null ? "" : query,
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            var answer = answers.getOrDefault(
                    exchange.getRequestMethod() + " " + path,
                    new Answer(
                            404,
                            "{\"code\":\"not_found\",\"detail\":\"there is nothing at " + path + "\"}",
                            List.of()));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer.cookies().forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
