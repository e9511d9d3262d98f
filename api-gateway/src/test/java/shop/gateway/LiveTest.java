package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import shop.test.TestTokens;

/** Answers that stay open, with a service that says the next word when the test asks for it. */
@GatewayTest
@TestPropertySource(
        properties = {
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=500ms",
            "shop.gateway.request-timeouts.head=1s",
            "server.netty.idle-timeout=1s"
        })
class LiveTest {

    private static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    static final Sinks.Many<String> WORDS = Sinks.many().multicast().directBestEffort();
    static final DisposableServer ORDERS = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.route(
                            request -> request.uri().startsWith("/ws/orders?after=7"),
                            (_, answer) -> answer.status(429).send())
                    .route(
                            request -> request.uri().startsWith("/ws/orders?after=8"),
                            (request, _) -> request.withConnection(connection -> connection.dispose())
                                    .receive()
                                    .then())
                    .get(
                            "/api/orders/stream",
                            (_, answer) ->
                                    answer.sse().sendString(Flux.concat(Flux.just("data: ready\n\n"), WORDS.asFlux())))
                    .ws("/ws/orders", (_, out) -> out.sendString(Flux.concat(Flux.just("ready"), WORDS.asFlux()))))
            .bindNow();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add(
                "spring.cloud.discovery.client.simple.instances.order-service[0].uri",
                () -> "http://127.0.0.1:" + ORDERS.port());
    }

    @AfterAll
    static void stop() {
        ORDERS.disposeNow();
    }

    @Test
    void passesEachEventOnWhenItHappensAndWaitsLongForTheNext() throws Exception {
        try (var events = listen(TestTokens.user(CUSTOMER))) {
            assertThat(events.readLine()).isEqualTo("data: ready");
            assertThat(events.readLine()).isEmpty();
            for (var word : new String[] {"one", "two"}) {
                // Longer than a usual answer, a head, and an idle connection may take.
                Mono.delay(Duration.ofMillis(1500))
                        .subscribe(
                                _ -> WORDS.tryEmitNext("data: " + word + "\n\n").orThrow());
                assertThat(events.readLine()).isEqualTo("data: " + word);
                assertThat(events.readLine()).isEmpty();
            }
        }
    }

    @Test
    void endsAStreamWithItsToken() throws Exception {
        var end = Instant.now().plusSeconds(5);
        try (var events = listen(TestTokens.userUntil(CUSTOMER, end.minus(LEEWAY)))) {
            assertThat(events.readLine()).isEqualTo("data: ready");
            assertThat(events.readLine()).isEmpty();

            assertThat(over(events)).isTrue();
            assertThat(Instant.now()).isBetween(end.minusSeconds(1), end.plusSeconds(10));
        }
    }

    @Test
    void closesASocketWithItsTokenAndSaysWhy() throws Exception {
        var end = Instant.now().plusSeconds(5);
        var socket = new Hearing();
        open(TestTokens.userUntil(CUSTOMER, end.minus(LEEWAY)), socket);

        assertThat(socket.ready.get(30, TimeUnit.SECONDS)).isEqualTo("ready");
        assertThat(socket.closed.get(30, TimeUnit.SECONDS)).isEqualTo("1008 token_expired");
        assertThat(Instant.now()).isBetween(end.minusSeconds(1), end.plusSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?after=7", "?after=8"})
    void saysToASocketThatNobodyTakesToComeBackLater(String refused) throws Exception {
        var socket = new Hearing();
        open(TestTokens.user(CUSTOMER), socket, refused);

        assertThat(socket.closed.get(30, TimeUnit.SECONDS)).isEqualTo("1013 service_unavailable");
    }

    @Test
    void keepsASocketOpenThatIsSilent() throws Exception {
        var socket = new Hearing();
        var sending = open(TestTokens.user(CUSTOMER), socket);
        assertThat(socket.ready.get(30, TimeUnit.SECONDS)).isEqualTo("ready");

        sending.sendText("still there", true).get(30, TimeUnit.SECONDS);
        await().during(Duration.ofMillis(2500)).atMost(Duration.ofSeconds(5)).until(() -> !socket.closed.isDone());
        sending.abort();
    }

    private WebSocket open(String token, Hearing hearing) throws Exception {
        return open(token, hearing, "");
    }

    private WebSocket open(String token, Hearing hearing, String query) throws Exception {
        return Gateway.CLIENT
                .newWebSocketBuilder()
                .header("Authorization", token)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/orders" + query), hearing)
                .get(30, TimeUnit.SECONDS);
    }

    private BufferedReader listen(String token) throws Exception {
        var answer = Gateway.CLIENT.send(
                HttpRequest.newBuilder(new Gateway(port).uri("/api/orders/stream"))
                        .header("Authorization", token)
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Cut or ended, after both an EventSource comes back. */
    private static boolean over(BufferedReader events) {
        try {
            return events.readLine() == null;
        } catch (IOException _) {
            return true;
        }
    }

    private static final class Hearing implements WebSocket.Listener {

        private final CompletableFuture<String> ready = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            ready.complete(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }
    }
}
