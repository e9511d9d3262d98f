package shop.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Each answer is a number, one higher than the one before. */
class ResponseCacheTest {

    private static final Call PRODUCT = Call.get("/api/products/1").query("page", 1);
    private static final Identity NOBODY = Identity.nobody().withCookie("cart", "guest");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger answers = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile @Nullable String allowed = "max-age=1";
    private volatile @Nullable String cookie;
    private volatile int status = 200;
    private volatile Runnable meanwhile = () -> {};
    private HttpServer server;
    private Transport shop;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var number = answers.incrementAndGet();
                meanwhile.run();
                if (allowed != null) {
                    exchange.getResponseHeaders().add("CDN-Cache-Control", allowed);
                }
                if (cookie != null) {
                    exchange.getResponseHeaders().add("Set-Cookie", cookie);
                }
                exchange.getResponseHeaders().add("ETag", "\"" + number + "\"");
                var body = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.setExecutor(threads);
        server.start();
        shop = transport(1 << 20);
    }

    @AfterEach
    void close() {
        http.close();
        server.stop(0);
        threads.close();
    }

    private Transport transport(long maxBytes) {
        Ticker ticker = nanos::get;
        return new Transport(
                http,
                _ -> List.of(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                Duration.ofSeconds(10),
                new ResponseCache(maxBytes, ticker),
                JsonMapper.shared());
    }

    private int ask(Call call, Identity identity) {
        return shop.send(call, identity, ReplyType.of(Integer.class)).body();
    }

    @Test
    void givesAResponseAgainForAsLongAsTheServiceAllows() {
        var first = shop.send(PRODUCT, NOBODY, ReplyType.of(Integer.class));
        nanos.addAndGet(Duration.ofMillis(999).toNanos());

        assertThat(shop.send(PRODUCT, NOBODY, ReplyType.of(Integer.class))).isEqualTo(first);
        assertThat(first.eTag()).isEqualTo("\"1\"");

        nanos.addAndGet(Duration.ofMillis(2).toNanos());
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(2);
    }

    @Test
    void keepsWhatIsAskedForInOtherWordsApart() {
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        assertThat(ask(Call.get("/api/products/1"), NOBODY)).isEqualTo(2);
        assertThat(ask(Call.get("/api/products/1").query("page", 2), NOBODY)).isEqualTo(3);
        assertThat(ask(PRODUCT, Identity.nobody())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no-store", "max-age=0", "s-maxage=1", "x-max-age=1", "max-age=1x", "max-age=9999999999"})
    void keepsNothingThatTheServiceDoesNotAllow(String directive) {
        allowed = directive.isEmpty() ? null : directive;

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=5", "public, max-age=5", "max-age=5,stale-if-error=9"})
    void readsTheDirectiveAmongOthers(String directive) {
        allowed = directive;

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
    }

    @Test
    void neitherKeepsNorGivesAgainWhatIsAskedForWithAToken() {
        var ada = NOBODY.withToken("token");

        assertThat(ask(PRODUCT, ada)).isEqualTo(1);
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(2);
        assertThat(ask(PRODUCT, ada)).isEqualTo(3);
    }

    @Test
    void keepsNoResponseWithACookieAndNoneThatIsNot200() {
        cookie = "cart=new";
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        cookie = null;
        status = 203;
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(2);
        status = 404;
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> ask(PRODUCT, NOBODY));
        status = 200;
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/products", "/api/products/1", "/api/categories/2", "/api/inventory/1"})
    void whoHasChangedTheCatalogOrTheStockReadsThat(String path) {
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);

        assertThat(ask(Call.patch(path).json(List.of()), NOBODY)).isEqualTo(2);

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(3);
    }

    @Test
    void aChangeThatIsRefusedMayHaveBeenCarriedOut() {
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        status = 500;
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> ask(Call.delete("/api/products/1"), NOBODY));
        status = 200;

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(3);
    }

    @Test
    void otherChangesLeaveWhatIsKept() {
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        assertThat(ask(Call.post("/api/cart/items").json(List.of()), NOBODY)).isEqualTo(2);

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
    }

    @Test
    void aResponseThatWasUnderWayDuringAChangeIsNotGivenAgain() {
        meanwhile = () -> {
            meanwhile = () -> {};
            ask(Call.patch("/api/products/1").json(List.of()), NOBODY);
        };

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(3);
    }

    @Test
    void aCacheWithoutRoomKeepsNothing() {
        shop = transport(0);

        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(1);
        assertThat(ask(PRODUCT, NOBODY)).isEqualTo(2);
    }
}
