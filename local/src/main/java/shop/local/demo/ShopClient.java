package shop.local.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the shop's public API. Each method is one call and returns what the API answered, or throws a {@link Refusal}. What may be
 * repeated without harm is repeated while the shop says "not now".
 */
public final class ShopClient implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();
    private static final int TRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FILE_TIMEOUT = Duration.ofMinutes(2);

    /** Sees every call with its outcome. */
    @FunctionalInterface
    public interface Witness {
        void saw(String method, String path, int status, Duration took);
    }

    public record Account(String id, String email, String name) {}

    public record Tokens(String accessToken, String refreshToken, long expiresIn) {}

    public record NewProduct(
            String sku,
            String name,
            @Nullable String description,
            Money price,
            @Nullable List<String> categories,
            @Nullable Map<String, Object> attributes,
            long initialStock) {}

    public record Availability(long available, boolean inStock) {}

    public record Product(
            String id,
            String sku,
            String name,
            Money price,
            @Nullable Availability availability) {}

    /**
     * Some products.
     *
     * @param nextCursor leads to those behind them, if there are any
     */
    public record Products(List<Product> items, @Nullable String nextCursor) {}

    public record Category(String id, String slug) {}

    private record Categories(List<Category> items) {}

    private record NewCategory(
            String slug, String name, @Nullable String parentId) {}

    /** What is wrong with a line; the field is empty if it is all of it. */
    public record ImportError(long line, String field, String code, String message) {}

    public record ImportJob(
            String id,
            String state,
            long lines,
            long created,
            long updated,
            long unchanged,
            long rejected,
            List<ImportError> errors) {

        boolean isCompleted() {
            return state.equals("COMPLETED");
        }

        boolean isOver() {
            return !state.equals("QUEUED") && !state.equals("RUNNING");
        }
    }

    public record Stock(String productId, String sku, long available, long onHand, long held) {}

    public record Stocks(List<Stock> items, int page, int totalPages, long totalItems) {}

    public record CartItem(String productId, String sku, int quantity, Money lineTotal) {}

    public record Cart(List<CartItem> items, @Nullable Money total) {}

    public record Item(String productId, long quantity) {}

    public record Address(String name, String line1, String city, String postalCode, String country) {}

    /** Either {@code items} or {@code fromCart}. */
    public record NewOrder(
            @Nullable List<Item> items,
            @Nullable Boolean fromCart,
            Address shippingAddress,
            @Nullable Money expectedTotal) {

        public static NewOrder of(List<Item> items, Address to) {
            return new NewOrder(items, null, to, null);
        }

        public static NewOrder ofCart(Address to) {
            return new NewOrder(null, true, to, null);
        }

        public NewOrder expecting(Money total) {
            return new NewOrder(items, fromCart, shippingAddress, total);
        }
    }

    public record Order(String id, String status, String paymentStatus, Money total, List<OrderItem> items) {}

    public record OrderItem(String productId, String sku, long quantity) {}

    public record Payment(String id, String orderId, String status, Money amount) {}

    private record Credentials(String email, String password) {}

    private record SignUp(String email, String password, String name) {}

    private record Refresh(String refreshToken) {}

    private record Card(String type, String paymentMethod) {}

    private record NewPayment(String orderId, Card method) {}

    /** @param session null for what needs no token; key null for what has no idempotency key */
    private record Call(
            String method,
            String path,
            @Nullable Session session,
            @Nullable Object body,
            @Nullable String key,
            boolean repeatable) {}

    private final URI gateway;
    private final Clock clock;
    private final Witness witness;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public ShopClient(URI gateway, Clock clock, Witness witness) {
        this.gateway = gateway;
        this.clock = clock;
        this.witness = witness;
    }

    @Override
    public void close() {
        http.close();
    }

    public Account signUp(String email, String password, String name) {
        return send(
                new Call("POST", "/api/user/signup", null, new SignUp(email, password, name), null, true),
                Account.class);
    }

    public Session logIn(String email, String password) {
        var tokens = send(
                new Call("POST", "/api/user/login", null, new Credentials(email, password), null, true), Tokens.class);
        return new Session(email, this, tokens, clock.instant());
    }

    Tokens refresh(String refreshToken) {
        // Never twice: a refresh token that comes a second time is taken for stolen.
        return send(new Call("POST", "/api/refresh-token", null, new Refresh(refreshToken), null, false), Tokens.class);
    }

    public Account me(Session session) {
        return send(get("/api/users/me", session), Account.class);
    }

    /** All products in pages, however many; the first page without a cursor. */
    public Products products(@Nullable String cursor) {
        var path = "/api/products?sort=sku&size=100" + (cursor == null ? "" : "&cursor=" + cursor);
        return send(get(path, null), Products.class);
    }

    /** The first products of a category that can be bought now. */
    public Products productsInStock(String category) {
        return send(
                get("/api/products?category=%s&inStock=true&sort=sku&size=100".formatted(category), null),
                Products.class);
    }

    public Product product(String id) {
        return send(get("/api/products/" + id, null), Product.class);
    }

    public List<Category> categories() {
        return send(get("/api/categories", null), Categories.class).items();
    }

    /** Needs no key: a repeat is refused with {@code slug_taken}. */
    public Category addCategory(Session admin, String slug, String name, @Nullable String parentId) {
        var category = new NewCategory(slug, name, parentId);
        return send(new Call("POST", "/api/categories", admin, category, null, true), Category.class);
    }

    /** Needs no key: a repeat is refused with {@code sku_taken}. */
    public Product addProduct(Session admin, NewProduct product) {
        return send(new Call("POST", "/api/products", admin, product, null, true), Product.class);
    }

    /** A product as a line of a file for {@link #importProducts}. */
    static String line(NewProduct product) {
        return MAPPER.writeValueAsString(product);
    }

    /** Hands a file of JSON lines over; the shop works it off by itself. */
    public ImportJob importProducts(Session admin, Path file) {
        return send(new Call("POST", "/api/products/import", admin, file, null, true), ImportJob.class);
    }

    public ImportJob importJob(Session admin, String id) {
        return send(get("/api/products/import/" + id, admin), ImportJob.class);
    }

    public Stock stock(Session admin, String productId) {
        return send(get("/api/inventory/" + productId, admin), Stock.class);
    }

    public Stocks stocks(Session admin, int page, int size) {
        return send(get("/api/inventory?sort=sku&page=%d&size=%d".formatted(page, size), admin), Stocks.class);
    }

    public Cart cart(Session session) {
        return send(get("/api/cart", session), Cart.class);
    }

    public Cart addToCart(Session session, String productId, int quantity) {
        return send(
                new Call("POST", "/api/cart/items", session, new Item(productId, quantity), null, false), Cart.class);
    }

    public Order placeOrder(Session session, NewOrder order, String key) {
        return send(new Call("POST", "/api/orders", session, order, key, true), Order.class);
    }

    public Order order(Session session, String id) {
        return send(get("/api/orders/" + id, session), Order.class);
    }

    /** Pays with a card that is confirmed at once, for example {@code pm_card_visa}. */
    public Payment pay(Session session, String orderId, String paymentMethod, String key) {
        var body = new NewPayment(orderId, new Card("card", paymentMethod));
        return send(new Call("POST", "/api/payments", session, body, key, true), Payment.class);
    }

    private static Call get(String path, @Nullable Session session) {
        return new Call("GET", path, session, null, null, true);
    }

    private <T> T send(Call call, Class<T> type) {
        var pause = FIRST_PAUSE;
        var renewed = false;
        for (var attempt = 1; ; attempt++) {
            var last = attempt == TRIES || !call.repeatable();
            var session = call.session();
            var token = session == null ? null : session.accessToken(clock.instant());
            try {
                var answer = exchange(call, token);
                var status = answer.statusCode();
                if (status / 100 == 2) {
                    return MAPPER.readValue(answer.body(), type);
                }
                if (status == 401 && session != null && token != null && !renewed) {
                    renewed = true;
                    session.renewUnlessDone(token, clock.instant());
                    continue;
                }
                // 429 was not carried out, so it may be asked again whatever it was.
                if ((status == 429 && attempt < TRIES) || (status == 503 && !last)) {
                    Patience.pause(retryAfter(answer, pause));
                } else {
                    throw new Refusal(call.method(), call.path(), status, problem(answer.body()));
                }
            } catch (IOException failure) {
                if (last) {
                    throw new Unreachable(call.method(), call.path(), failure);
                }
                Patience.pause(pause);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private HttpResponse<String> exchange(Call call, @Nullable String token) throws IOException {
        var request = HttpRequest.newBuilder(gateway.resolve(call.path()))
                .timeout(call.body() instanceof Path ? FILE_TIMEOUT : TIMEOUT)
                .header("Accept", "application/json, application/problem+json");
        switch (call.body()) {
            case null -> request.method(call.method(), BodyPublishers.noBody());
            case Path file ->
                request.method(call.method(), BodyPublishers.ofFile(file))
                        .header("Content-Type", "application/x-ndjson");
            case Object body ->
                request.method(call.method(), BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
                        .header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (call.key() != null) {
            request.header("Idempotency-Key", call.key());
        }
        var start = System.nanoTime();
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            witness.saw(call.method(), call.path(), answer.statusCode(), Duration.ofNanos(System.nanoTime() - start));
            return answer;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    private static Duration retryAfter(HttpResponse<?> answer, Duration otherwise) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,3}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .filter(wanted -> wanted.compareTo(LONGEST_PAUSE) <= 0)
                .orElse(otherwise);
    }

    private JsonNode problem(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException noJson) {
            return MAPPER.createObjectNode();
        }
    }
}
