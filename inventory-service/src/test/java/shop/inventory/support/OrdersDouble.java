package shop.inventory.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The path of order-service that the sweep asks, over real HTTP. */
public final class OrdersDouble {

    private static final String PATH = "/internal/orders/";

    private final HttpServer server;
    private final Map<UUID, String> orders = new ConcurrentHashMap<>();
    private final Set<UUID> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean down;

    public OrdersDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(PATH, this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void knows(UUID order, String status) {
        orders.put(order, status);
    }

    /** Every question is answered with 500 until it is over. */
    public void setDown(boolean newDown) {
        down = newDown;
    }

    public boolean asked(UUID order) {
        return asked.contains(order);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var order = UUID.fromString(
                    exchange.getRequestURI().getPath().substring(PATH.length()).replace("/payable", ""));
            asked.add(order);
            var status = orders.get(order);
            if (down) {
                send(exchange, 500, "{}");
            } else if (status == null) {
                send(exchange, 404, "{\"code\": \"order_not_found\"}");
            } else {
                send(exchange, 200, "{\"orderId\": \"" + order + "\", \"status\": \"" + status + "\"}");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
