package shop.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.kernel.Money;

class ShopTest {

    private static final UUID ID = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    private static final Accounts.Address ADDRESS =
            new Accounts.Address(null, "Ada", "Street 1", "", "Town", "12345", "DE");
    private static final String ORDER = """
            {"id": "%s", "number": "7K3M-9Q4T", "userId": "%s", "status": "PENDING", "paymentStatus": "UNPAID", "fulfillmentStatus": "NONE",
             "items": [], "total": {"amountMinor": 1250, "currency": "EUR"}, "shippingAddress": {"name": "Ada", "line1": "Street 1", "city": "Town",
             "postalCode": "12345", "country": "DE"}, "allowedTransitions": [], "version": 1, "createdAt": "2026-11-21T10:00:00Z", "later": {"x": 1}}""".formatted(ID, ID);

    private record Seen(String call, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    private record Planned(int status, String body, Map<String, String> headers) {}

    private final Queue<Planned> plan = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Shop shop;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        shop = Shop.at(place());
    }

    @AfterEach
    void close() {
        shop.close();
        server.stop(0);
    }

    private URI place() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Without a plan the connection breaks off. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(new Seen(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var planned = plan.poll();
            if (planned == null) {
                return;
            }
            planned.headers().forEach(exchange.getResponseHeaders()::add);
            var bytes = planned.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(planned.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void plan(int status, String body) {
        plan(status, body, Map.of());
    }

    private void plan(int status, String body, Map<String, String> headers) {
        plan.add(new Planned(status, body, headers));
    }

    private static String problem(String code) {
        return "{\"code\":\"%s\",\"detail\":\"why\",\"requestId\":\"r-1\",\"errors\":[{\"field\":\"name\",\"code\":\"size\",\"message\":\"m\"}],\"shortages\":[1]}"
                .formatted(code);
    }

    @Test
    void aCallSaysWhoAsksAndReadsWhatComesBack() {
        plan(201, ORDER, Map.of("ETag", "\"1\"", "Set-Cookie", "cart=; Max-Age=0"));
        var ada = Identity.nobody()
                .withToken("token")
                .withCookie("cart", "guest")
                .withCookie("none", null)
                .withHeader("X-Request-Id", "r-1");

        var placed = shop.as(ada).orders().placeFromCart(ADDRESS, Money.of(1250, "EUR"), "key-1");

        assertThat(placed.body().total()).isEqualTo(Money.of(1250, "EUR"));
        assertThat(placed.eTag()).isEqualTo("\"1\"");
        assertThat(placed.cookies()).containsExactly("cart=; Max-Age=0");
        var request = seen.getFirst();
        assertThat(request.call()).isEqualTo("POST /api/orders");
        assertThat(request.header("Authorization")).isEqualTo("Bearer token");
        assertThat(request.header("Cookie")).isEqualTo("cart=guest");
        assertThat(request.header("X-request-id")).isEqualTo("r-1");
        assertThat(request.header("Idempotency-key")).isEqualTo("key-1");
        assertThat(request.body())
                .contains("\"fromCart\":true", "\"expectedTotal\":{\"amountMinor\":1250,\"currency\":\"EUR\"}")
                .doesNotContain("line2");
    }

    @Test
    void aRefusalIsAnExceptionWithItsCode() {
        plan(409, problem("insufficient_stock"), Map.of("Retry-After", "7"));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> shop.as(Identity.nobody()).cart().add(ID, 1))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(409);
                    assertThat(refusal.is("insufficient_stock")).isTrue();
                    assertThat(refusal.requestId()).isEqualTo("r-1");
                    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(refusal.errors())
                            .containsExactly(new ProblemException.FieldProblem("name", "size", "m"));
                    assertThat(refusal.member("shortages").size()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>no problem</html>", "[]", "{\"code\":7}"})
    void aRefusalThatIsNoProblemDocumentIsOneAllTheSame(String body) {
        plan(502, body);

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> shop.as(Identity.nobody()).catalog().categories())
                .satisfies(refusal -> assertThat(refusal.isOutage()).isTrue());
    }

    @Test
    void whatMayBeRepeatedIsSentAgainWithTheSameKey() {
        plan(409, problem("idempotency_in_progress"));
        plan(503, problem("dependency_unavailable"), Map.of("Retry-After", "0"));
        plan(201, ORDER);

        shop.as(Identity.nobody()).orders().placeFromCart(ADDRESS, Money.of(1250, "EUR"), "key-1");

        assertThat(seen)
                .hasSize(3)
                .allSatisfy(
                        request -> assertThat(request.header("Idempotency-key")).isEqualTo("key-1"));
    }

    @Test
    void whatMayHaveBeenDoneIsNotSentAgainWithoutAKey() {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> shop.as(Identity.nobody()).cart().add(ID, 1));

        assertThat(seen).hasSize(1);
    }

    @Test
    void anOutageThatTakesLongerThanSomebodyWaitsIsSaidAtOnce() {
        plan(503, problem("provider_unavailable"), Map.of("Retry-After", "5"));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> shop.as(Identity.nobody()).payments().payOnHostedPage(ID, "key"));

        assertThat(seen).hasSize(1);
    }

    @Test
    void aPlaceThatCannotBeReachedIsPassedOverWhateverTheCallIs() throws IOException {
        plan(200, "{\"items\":[],\"total\":{\"amountMinor\":0,\"currency\":\"EUR\"},\"notices\":[],\"version\":1}");
        var shut = URI.create("http://127.0.0.1:" + freePort());
        try (var two = Shop.at(_ -> List.of(shut, place()), Shop.Timeouts.USUAL)) {
            two.as(Identity.nobody()).cart().add(ID, 1);
        }

        assertThat(seen).hasSize(1);
    }

    @Test
    void aReadThatTakesTooLongIsNotRepeated() throws IOException {
        // Takes the connection and never says anything.
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var slow = Shop.at(
                        _ -> List.of(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
                        new Shop.Timeouts(Duration.ofSeconds(1), Duration.ofMillis(200)))) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> slow.as(Identity.nobody()).catalog().categories())
                    .satisfies(outage -> assertThat(outage.getCause()).isInstanceOf(HttpTimeoutException.class));

            silent.setSoTimeout(1);
            silent.accept().close();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(silent::accept);
        }
    }

    @Test
    void productsAreReadOnByCursorAndRecommendedInBatches() {
        plan(200, "{\"items\":[],\"page\":0,\"size\":20,\"nextCursor\":\"c-2\"}");
        plan(200, "{\"items\":[{\"productId\":\"%s\",\"recommendations\":[]}]}".formatted(ID));
        plan(200, "{\"items\":[]}");
        var catalog = shop.as(Identity.nobody()).catalog();

        assertThat(catalog.searchAfter(Catalog.Search.all(20), "c-1").nextCursor())
                .isEqualTo("c-2");
        assertThat(catalog.recommendations(List.of(ID), 4)).containsExactly(Map.entry(ID, List.of()));
        assertThat(catalog.recommendationsForBasket(List.of(), 10)).isEmpty();

        assertThat(seen)
                .extracting(Seen::call)
                .containsExactly(
                        "GET /api/products?cursor=c-1&size=20",
                        "GET /api/products/recommendations?ids=" + ID + "&size=4",
                        "GET /api/recommendations?size=10");
    }

    @Test
    void noPlaceAtAllIsAnOutage() {
        try (var none = Shop.at(_ -> List.of(), Shop.Timeouts.USUAL)) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> none.as(Identity.nobody()).cart().clear());
        }
    }

    @Test
    void whatPeopleTypeStaysOneParameter() {
        plan(200, "{\"items\":[],\"page\":0,\"size\":24}");

        shop.as(Identity.nobody())
                .catalog()
                .search(new Catalog.Search(
                        "a&b=c d+ü", null, null, null, null, null, Map.of("size", List.of("1/2")), null, 0, 24));

        assertThat(seen.getFirst().call())
                .isEqualTo("GET /api/products?q=a%26b%3Dc%20d%2B%C3%BC&attr.size=1%2F2&page=0&size=24");
    }

    @Test
    void nobodyFindsATokenInALog() {
        var tokens = new Accounts.Tokens("secret", "secret", 600, null);

        assertThat(tokens + " " + Identity.nobody().withToken("secret").withCookie("cart", "secret"))
                .doesNotContain("secret");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
