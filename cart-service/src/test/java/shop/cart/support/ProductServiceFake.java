package shop.cart.support;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/** Product-service as this service sees it: its internal path, and its outages. */
public final class ProductServiceFake {

    private final Map<UUID, Map<String, ?>> products = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Predicate<String> accepted;
    private final HttpServer server;
    private volatile boolean down;

    /** @param accepted whether a value of the Authorization header is let in */
    public ProductServiceFake(Predicate<String> accepted) {
        this.accepted = accepted;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/internal/products/", exchange -> {
            calls.incrementAndGet();
            var path = exchange.getRequestURI().getPath();
            var product = products.get(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
            var authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            var status = down ? 503 : !accepted(authorization) ? 401 : product == null ? 404 : 200;
            var body = (status == 200 ? JsonMapper.shared().writeValueAsString(product) : "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int calls() {
        return calls.get();
    }

    public void put(UUID id, String sku, long amountMinor, boolean archived, long version) {
        products.put(
                id,
                Map.of(
                        "productId", id,
                        "sku", sku,
                        "name", "Asked for",
                        "price", Map.of("amountMinor", amountMinor, "currency", "EUR"),
                        "archived", archived,
                        "version", version,
                        "aFieldOfTomorrow", true));
    }

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    public void stop() {
        server.stop(0);
    }

    private boolean accepted(String authorization) {
        return accepted.test(authorization);
    }
}
