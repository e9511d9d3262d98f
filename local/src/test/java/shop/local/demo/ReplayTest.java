package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.local.demo.Baskets.Basket;
import shop.local.demo.Baskets.Line;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replays against a small shop of its own that refuses what a shop must refuse. */
class ReplayTest {

    private final Map<String, ShopClient.Product> catalog = Map.of(
            "MUG", new ShopClient.Product("p-1", "MUG", "Mug", new Money(500, "GBP"), null),
            "PAN", new ShopClient.Product("p-2", "PAN", "Pan", new Money(2000, "GBP"), null));

    private ToyShop shop;
    private ShopClient client;
    private Replay replay;

    @BeforeEach
    void open() throws IOException {
        shop = new ToyShop();
        client = new ShopClient(shop.uri(), Clock.systemUTC(), (_, _, _, _) -> {});
        replay = new Replay(client, "run1", catalog);
    }

    @AfterEach
    void close() {
        client.close();
        shop.server.stop(0);
    }

    @Test
    void placesAndPaysTheGoodLinesOfABasketAsOneOrder() {
        replay.send(new Basket("1", "17850", List.of(line(2, "MUG", 2), line(3, "PAN", 1), line(4, "MUG", 1))));

        assertThat(replay.accepted()).isEqualTo(1);
        assertThat(replay.paid()).isEqualTo(1);
        assertThat(replay.settle(2, Duration.ofSeconds(5)))
                .singleElement()
                .isEqualTo(new Books.Sale(
                        "order-1", new Money(3500, "GBP"), Map.of("p-1", 3L, "p-2", 1L), Books.End.SOLD));
        assertThat(replay.errors()).isEmpty();
    }

    @Test
    void hasOddLinesRefusedOneByOneAndSavesTheRestOfTheBasket() {
        replay.send(new Basket(
                "1",
                "",
                List.of(line(2, "MUG", -2), line(3, "GONE", 1), new Line(4, "PAN", 1, false), line(5, "MUG", 1))));
        replay.send(new Basket("C2", "", List.of(line(6, "MUG", -1))));

        assertThat(replay.accepted()).isEqualTo(1);
        assertThat(replay.refusedLines().counts().keySet())
                .anyMatch(reason -> reason.matches("quantity below 1 +400 validation_failed"))
                .anyMatch(reason -> reason.matches("unknown sku +404 product_not_found"))
                .anyMatch(reason -> reason.matches("price 0 or less +409 price_changed"))
                .anyMatch(reason -> reason.matches("cancellation, quantity below 0 +400 validation_failed"))
                .hasSize(4);
        assertThat(replay.errors()).isEmpty();
    }

    @Test
    void findsAShopThatAcceptsWhatItMustRefuse() {
        shop.acceptsEverything = true;
        replay.send(new Basket("1", "", List.of(line(2, "MUG", -2))));

        assertThat(replay.errors())
                .singleElement()
                .asString()
                .contains("line 2")
                .contains("was accepted");
    }

    @Test
    void findsAShopThatMiscalculates() {
        shop.surcharge = 1;
        replay.send(new Basket("1", "", List.of(line(2, "MUG", 2))));

        assertThat(replay.errors())
                .singleElement()
                .asString()
                .contains("10.01 GBP")
                .contains("expected: 10.00 GBP");
    }

    @Test
    void signsACustomerUpOnceAndKnowsOneFromAnEarlierRun() {
        shop.accounts.put("customer-7@replay.example", "known");
        for (var invoice : List.of("1", "2", "3")) {
            replay.send(new Basket(invoice, "7", List.of(line(2, "MUG", 1))));
        }

        assertThat(replay.customers()).isEqualTo(1);
        assertThat(replay.accepted()).isEqualTo(3);
        assertThat(shop.logins).hasValue(1);
    }

    @Test
    void countsRefusedOrdersByReasonAndGoesOn() {
        shop.available = 5;
        replay.send(new Basket("1", "", List.of(line(2, "MUG", 6))));
        replay.send(new Basket("2", "", List.of(line(3, "MUG", 5))));

        assertThat(replay.refusedOrders().counts()).isEqualTo(Map.of("409 insufficient_stock", 1L));
        assertThat(replay.accepted()).isEqualTo(1);
    }

    @Test
    void repeatsWhatHasAKeyWhileTheShopSaysNotNow() {
        shop.outages.set(2);
        replay.send(new Basket("1", "", List.of(line(2, "MUG", 1))));

        assertThat(replay.accepted()).isEqualTo(1);
        assertThat(shop.orderKeys).hasSize(3).containsOnly("replay-run1-1");
    }

    @Test
    void neverRepeatsWhatHasNone() {
        shop.outages.set(1);
        var session = client.logIn("a@replay.example", "secret");

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> client.addToCart(session, "p-1", 1))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503));
    }

    @Test
    void renewsATokenThatRanOutOnceForAllWhoShareIt() {
        var session = client.logIn("a@replay.example", "secret");
        shop.tokenOfToday = "second";
        var orders = new ArrayList<String>();
        Crew.work(4, List.of("1", "2", "3", "4"), number -> {
            var order = client.placeOrder(
                    session,
                    ShopClient.NewOrder.of(
                            List.of(new ShopClient.Item("p-1", 1)), new ShopClient.Address("a", "b", "c", "d", "GB")),
                    "key-" + number);
            synchronized (orders) {
                orders.add(order.id());
            }
        });

        assertThat(orders).hasSize(4);
        assertThat(shop.refreshes).hasValue(1);
    }

    private static Line line(long number, String sku, long quantity) {
        return new Line(number, sku, quantity, true);
    }

    /** As much of the shop as a replay needs. */
    private static final class ToyShop {

        final HttpServer server;
        final Map<String, String> accounts = new ConcurrentHashMap<>();
        final Map<String, String> orders = new ConcurrentHashMap<>();
        final List<String> orderKeys = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger logins = new AtomicInteger();
        final AtomicInteger refreshes = new AtomicInteger();
        final AtomicInteger outages = new AtomicInteger();
        volatile boolean acceptsEverything;
        volatile long surcharge;
        volatile long available = 1_000;
        volatile String tokenOfToday = "first";

        ToyShop() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void answer(HttpExchange exchange) throws IOException {
            var body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            var path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/api/user/signup" -> signUp(exchange, body);
                case "/api/user/login" -> {
                    logins.incrementAndGet();
                    tokens(exchange);
                }
                case "/api/refresh-token" -> {
                    refreshes.incrementAndGet();
                    tokens(exchange);
                }
                default -> {
                    if (!("Bearer " + tokenOfToday)
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                        problem(exchange, 401, "token_expired");
                    } else if (path.startsWith("/api/orders/")) {
                        say(exchange, 200, orders.get(path.substring("/api/orders/".length())));
                    } else if (path.equals("/api/orders")) {
                        order(exchange, body);
                    } else if (path.equals("/api/payments")) {
                        pay(exchange, body);
                    } else {
                        problem(exchange, outages.getAndDecrement() > 0 ? 503 : 404, "service_unavailable");
                    }
                }
            }
        }

        private void signUp(HttpExchange exchange, JsonNode body) throws IOException {
            var email = body.path("email").asString();
            if (accounts.putIfAbsent(email, "new") != null) {
                problem(exchange, 409, "email_taken");
            } else {
                say(exchange, 201, "{\"id\":\"u-1\",\"email\":\"%s\",\"name\":\"n\"}".formatted(email));
            }
        }

        private void tokens(HttpExchange exchange) throws IOException {
            say(exchange, 200, """
                    {"accessToken": "%s", "refreshToken": "r", "expiresIn": 600, "tokenType": "Bearer"}""".formatted(tokenOfToday));
        }

        private void order(HttpExchange exchange, JsonNode body) throws IOException {
            orderKeys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            if (outages.get() > 0) {
                outages.decrementAndGet();
                problem(exchange, 503, "service_unavailable");
                return;
            }
            var total = surcharge;
            for (var item : body.path("items")) {
                var quantity = item.path("quantity").asLong();
                var price = Map.of("p-1", 500L, "p-2", 2000L)
                        .get(item.path("productId").asString());
                var refusal = quantity < 1
                        ? "400 validation_failed"
                        : price == null
                                ? "404 product_not_found"
                                : quantity > available
                                        ? "409 insufficient_stock"
                                        : body.has("expectedTotal") ? "409 price_changed" : null;
                if (refusal != null && !acceptsEverything) {
                    problem(exchange, Integer.parseInt(refusal.substring(0, 3)), refusal.substring(4));
                    return;
                }
                total += quantity * (price == null ? 0 : price);
            }
            var id = "order-" + (orders.size() + 1);
            orders.put(id, order(id, "PENDING", total));
            say(exchange, 201, orders.get(id));
        }

        private void pay(HttpExchange exchange, JsonNode body) throws IOException {
            var id = body.path("orderId").asString();
            var confirmed = String.valueOf(orders.get(id)).replace("PENDING", "CONFIRMED");
            orders.put(id, confirmed);
            say(exchange, 201, """
                    {"id": "pay", "orderId": "%s", "status": "PAID", "amount": {"amountMinor": 1, "currency": "GBP"}}""".formatted(id));
        }

        private static String order(String id, String status, long total) {
            return """
                    {"id": "%s", "status": "%s", "paymentStatus": "UNPAID", "items": [],
                     "total": {"amountMinor": %d, "currency": "GBP"}}""".formatted(id, status, total);
        }

        private static void problem(HttpExchange exchange, int status, String code) throws IOException {
            say(exchange, status, "{\"status\":%d,\"code\":\"%s\",\"detail\":\"no\"}".formatted(status, code));
        }

        private static void say(HttpExchange exchange, int status, @Nullable String body) throws IOException {
            var bytes = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }
}
