package shop.order.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The internal paths of inventory-, product- and cart-service over real HTTP, with the answers that a test sets. */
public final class StubServices {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The one product of which little is left. */
    public static final UUID LOW = new UUID(0, 1);

    private static final String PAST = "2026-11-21T10:00:00Z";

    private static final Map<String, Object> NOTIFICATIONS = Map.of(
            "items",
            List.of(Map.of(
                    "kind",
                    "ORDER_PLACED",
                    "createdAt",
                    PAST,
                    "deliveries",
                    List.of(Map.of("channel", "EMAIL", "state", "SENT", "attempts", 1, "endedAt", PAST)))));

    private final HttpServer server;
    private static final String ATTEMPT = "Attempt-Id";

    private final Map<UUID, JsonNode> holds = new ConcurrentHashMap<>();
    private final Map<UUID, Set<String>> relying = new ConcurrentHashMap<>();
    private final Map<UUID, Map<String, Object>> products = new ConcurrentHashMap<>();
    private final Map<UUID, List<Map<String, Object>>> carts = new ConcurrentHashMap<>();
    private final Map<String, List<Map<String, Object>>> guestCarts = new ConcurrentHashMap<>();
    private final Set<UUID> soldOut = ConcurrentHashMap.newKeySet();
    private final Map<UUID, String> attempts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private volatile Set<String> down = Set.of();

    public StubServices() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void stop() {
        server.stop(0);
    }

    /** Every call is answered with 500 until it is over. */
    public void setDown(boolean newDown) {
        down = newDown ? Set.of("/internal/") : Set.of();
    }

    /** Calls of these paths and of those below are answered with 500; none for an end of the outage. */
    public void setDown(String... paths) {
        down = Set.of(paths);
    }

    /** Nobody can hold any of it. */
    public void sellOut(UUID product) {
        soldOut.add(product);
    }

    /** From now on payment-service says that there is one attempt to pay this order, and how it stands. */
    public void setAttempt(String order, String status) {
        attempts.put(UUID.fromString(order), status);
    }

    public void sells(UUID product, String sku, long cents) {
        products.put(
                product,
                Map.of(
                        "productId",
                        product,
                        "sku",
                        sku,
                        "name",
                        "Name of " + sku,
                        "price",
                        Map.of("amountMinor", cents, "currency", "EUR"),
                        "archived",
                        false,
                        "version",
                        1,
                        "addedLater",
                        "ignored"));
    }

    public void putIntoCart(UUID customer, UUID product, int quantity) {
        carts.put(customer, List.of(Map.of("productId", product, "quantity", quantity)));
    }

    /** A cart that becomes a customer's when it is merged. */
    public void fillsAsGuest(String token, UUID product, int quantity) {
        guestCarts.put(token, List.of(Map.of("productId", product, "quantity", quantity)));
    }

    public boolean holds(String order) {
        return holds.containsKey(UUID.fromString(order));
    }

    /** What was asked, as {@code METHOD /path}, oldest first. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            calls.add(exchange.getRequestMethod() + " " + path);
            if (down.stream().anyMatch(path::startsWith)) {
                send(exchange, 500, Map.of("code", "internal_error"));
            } else if (path.equals("/internal/holds")) {
                hold(exchange);
            } else if (path.startsWith("/internal/holds/")) {
                release(last(path), exchange.getRequestHeaders().getFirst(ATTEMPT));
                send(exchange, 204, null);
            } else if (path.startsWith("/internal/payments/orders/")) {
                send(exchange, 200, payments(last(path)));
            } else if (path.startsWith("/internal/notifications/orders/")) {
                send(exchange, 200, NOTIFICATIONS);
            } else if (path.equals("/internal/stock/low")) {
                send(exchange, 200, Map.of("items", List.of(Map.of("productId", LOW, "sku", "LAST", "available", 1))));
            } else if (path.startsWith("/internal/products/")) {
                var product = products.get(last(path));
                if (product == null) {
                    send(exchange, 404, Map.of("code", "product_not_found"));
                } else {
                    send(exchange, 200, product);
                }
            } else if (path.endsWith("/merge")) {
                var customer = UUID.fromString(path.split("/", -1)[3]);
                var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
                var guest = guestCarts.remove(body.get("token").stringValue());
                if (guest != null) {
                    carts.put(customer, guest);
                }
                send(exchange, 200, Map.of("items", carts.getOrDefault(customer, List.of()), "version", 1));
            } else {
                send(exchange, 200, Map.of("items", carts.getOrDefault(last(path), List.of()), "version", 1));
            }
        }
    }

    private void hold(HttpExchange exchange) throws IOException {
        var wanted = JSON.readTree(exchange.getRequestBody().readAllBytes());
        var shortages = wanted.get("lines")
                .valueStream()
                .filter(line -> soldOut.contains(product(line)))
                .map(line -> Map.of(
                        "productId", product(line),
                        "sku", line.get("sku").stringValue(),
                        "requested", line.get("quantity").longValue(),
                        "available", 0))
                .toList();
        if (!shortages.isEmpty()) {
            send(exchange, 409, Map.of("code", "insufficient_stock", "status", 409, "shortages", shortages));
            return;
        }
        var order = UUID.fromString(wanted.get("orderId").stringValue());
        var held = holds.computeIfAbsent(order, id -> wanted);
        relying.computeIfAbsent(order, _ -> ConcurrentHashMap.newKeySet())
                .add(exchange.getRequestHeaders().getFirst(ATTEMPT));
        send(exchange, 201, held);
    }

    /** As inventory-service does it: not while another attempt relies on the hold. */
    private void release(UUID order, @Nullable String attempt) {
        var left = relying.getOrDefault(order, new HashSet<>());
        if (attempt == null) {
            left.clear();
        } else {
            left.remove(attempt);
        }
        if (left.isEmpty()) {
            holds.remove(order);
        }
    }

    private Map<String, Object> payments(UUID order) {
        var status = attempts.get(order);
        if (status == null) {
            return Map.of("items", List.of());
        }
        var money = Map.of("amountMinor", 2500, "currency", "EUR");
        var refund = Map.of(
                "refundId", order, "amount", money, "state", "SUCCEEDED", "reason", "r", "createdAt", PAST, "new", 1);
        return Map.of(
                "items",
                List.of(Map.of(
                        "paymentId",
                        order,
                        "attempt",
                        1,
                        "method",
                        "card",
                        "status",
                        status,
                        "amount",
                        money,
                        "createdAt",
                        PAST,
                        "changedAt",
                        PAST,
                        "refunds",
                        List.of(refund))));
    }

    private static UUID product(JsonNode line) {
        return UUID.fromString(line.get("productId").stringValue());
    }

    private static UUID last(String path) {
        return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    }

    private static void send(HttpExchange exchange, int status, @Nullable Object body) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        var bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
