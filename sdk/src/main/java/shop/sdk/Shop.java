package shop.sdk;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shop as a client sees it. Thread-safe; make one and keep it.
 *
 * <pre>{@code
 * try (var shop = Shop.at(URI.create("http://localhost:8080"))) {
 *     var tokens = shop.as(Identity.nobody()).accounts().logIn("ada@example.org", "...").body();
 *     var ada = shop.as(Identity.nobody().withToken(tokens.accessToken()));
 *     ada.cart().add(product, 2);
 * }
 * }</pre>
 */
public final class Shop implements AutoCloseable {

    private final HttpClient http;
    private final Transport transport;

    private Shop(Endpoints endpoints, Timeouts timeouts, long cacheBytes) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeouts.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.transport = new Transport(
                http,
                endpoints,
                timeouts.answer(),
                new ResponseCache(cacheBytes, Ticker.systemTicker()),
                JsonMapper.shared());
    }

    /**
     * How long a client waits.
     *
     * @param answer how long one try may take until its answer is there
     */
    public record Timeouts(Duration connect, Duration answer) {

        public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(10));

        public Timeouts {
            Objects.requireNonNull(connect, "connect");
            Objects.requireNonNull(answer, "answer");
        }
    }

    public static Shop at(URI gateway) {
        return at(Endpoints.gateway(gateway), Timeouts.USUAL);
    }

    public static Shop at(Endpoints endpoints, Timeouts timeouts) {
        return at(endpoints, timeouts, 0);
    }

    /**
     * A client that gives again, for as long as the service allows ({@code CDN-Cache-Control}), what it was answered without a token.
     *
     * @param cacheBytes how much it keeps at most; 0 for nothing
     */
    public static Shop at(Endpoints endpoints, Timeouts timeouts, long cacheBytes) {
        return new Shop(endpoints, timeouts, cacheBytes);
    }

    public ShopClient as(Identity identity) {
        return new ShopClient(transport, identity);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
