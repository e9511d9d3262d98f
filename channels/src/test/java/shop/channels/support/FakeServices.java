package shop.channels.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The services behind, as far as a test has words for them; anything else is a 404 problem. */
public final class FakeServices {

    /** A call as it arrived, with its query decoded. */
    public record Received(String path, String query, Map<String, List<String>> headers) {

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .findFirst()
                    .map(header -> String.join(",", header.getValue()))
                    .orElse("");
        }

        /** The ids in a parameter of the query. */
        public List<String> ids(String parameter) {
            for (var pair : query.split("&", -1)) {
                if (pair.startsWith(parameter + "=")) {
                    return List.of(pair.substring(parameter.length() + 1).split(",", -1));
                }
            }
            return List.of();
        }
    }

    private record Answer(int status, Function<Received, String> body, Map<String, String> headers) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public FakeServices() {
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

    public FakeServices on(String path, String body) {
        return on(path, _ -> body);
    }

    public FakeServices on(String path, Function<Received, String> body) {
        answers.put(path, new Answer(200, body, Map.of()));
        return this;
    }

    public FakeServices refuses(String path, int status, String code, Map<String, String> headers) {
        var body = "{\"code\":\"%s\",\"detail\":\"words of the service\"}".formatted(code);
        answers.put(path, new Answer(status, _ -> body, headers));
        return this;
    }

    /** Calls are taken and not answered until {@link #clear}. */
    public void hang() {
        gate = new CountDownLatch(1);
    }

    public void clear() {
        gate.countDown();
        answers.clear();
        received.clear();
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var query = uri.getRawQuery() == null ? "" : URLDecoder.decode(uri.getRawQuery(), StandardCharsets.UTF_8);
            var call = new Received(uri.getPath(), query, Map.copyOf(exchange.getRequestHeaders()));
            received.add(call);
            gate.await();
            var answer = answers.getOrDefault(
                    uri.getPath(),
                    new Answer(
                            404,
                            _ -> "{\"code\":\"not_found\",\"detail\":\"there is nothing at " + uri.getPath() + "\"}",
                            Map.of()));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            var bytes = answer.body().apply(call).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
