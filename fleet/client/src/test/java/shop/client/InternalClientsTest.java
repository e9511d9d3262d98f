package shop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.web.client.ResourceAccessException;
import shop.platform.discovery.ServiceAddresses;
import shop.security.token.ServiceTokens;
import tools.jackson.databind.json.JsonMapper;

class InternalClientsTest {

    static final String SECRET = "a-secret-of-the-fleet-0123456789-0123456789";
    static final URI NOBODY = URI.create("http://127.0.0.1:1");

    /** Longer than a busy machine takes for its first answer of all. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(30);

    final List<Headers> received = new CopyOnWriteArrayList<>();
    final List<String> observed = new CopyOnWriteArrayList<>();
    HttpServer inventory;

    record Hold(String orderId) {}

    @BeforeEach
    void startsInventory() throws IOException {
        inventory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        inventory.createContext("/internal/holds", exchange -> {
            received.add(exchange.getRequestHeaders());
            var body = "{\"orderId\":\"17\",\"addedLater\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        inventory.start();
    }

    @AfterEach
    void stopsInventory() {
        MDC.clear();
        inventory.stop(0);
    }

    @Test
    void aCallCarriesTheServicesNameAndTheRequests() {
        MDC.put("requestId", "request-17");

        assertThat(hold(instances("inventory-service", address()))).isEqualTo(new Hold("17"));

        var sent = received.getFirst();
        assertThat(sent.getFirst("X-Request-Id")).isEqualTo("request-17");
        assertThat(observed).containsExactly("http post");
        var token = sent.getFirst("Authorization").substring("Bearer ".length());
        assertThat(new ServiceTokens("inventory-service", SECRET, Clock.systemUTC())
                        .verify(token)
                        .service())
                .isEqualTo("order-service");
    }

    @Test
    void anInstanceThatIsGoneIsPassedOver() {
        var addresses = instances("inventory-service", NOBODY, address());

        for (var call = 1; call <= 4; call++) {
            assertThat(hold(addresses)).isEqualTo(new Hold("17"));
            assertThat(received).hasSize(call);
        }
    }

    @Test
    void nobodyThereIsSaidAtOnce() {
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> hold(new ServiceAddresses(_ -> List.of())));
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> hold(instances("inventory-service", NOBODY, NOBODY)));
    }

    @Test
    void anInstanceThatDoesNotAnswerIsWaitedForOnceAndNotLong() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var addresses =
                    instances("inventory-service", URI.create("http://127.0.0.1:" + silent.getLocalPort()), address());
            var start = System.nanoTime();

            assertThatExceptionOfType(ResourceAccessException.class)
                    .isThrownBy(() -> hold(addresses, Duration.ofMillis(500)));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG_TIMEOUT);
            assertThat(received)
                    .as("the hold may have been made, so nobody else is asked")
                    .isEmpty();
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + inventory.getAddress().getPort());
    }

    private ObservationRegistry observations() {
        var registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                observed.add(String.valueOf(context.getContextualName()));
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }

    private Hold hold(ServiceAddresses addresses) {
        return hold(addresses, LONG_TIMEOUT);
    }

    private Hold hold(ServiceAddresses addresses, Duration readTimeout) {
        var properties = new ClientProperties(LONG_TIMEOUT, readTimeout);
        var clients = new RegistryClients(
                addresses,
                new ServiceTokens("order-service", SECRET, Clock.systemUTC()),
                properties,
                JsonMapper.shared(),
                observations());
        try {
            var hold = clients.to("inventory-service")
                    .post()
                    .uri("/internal/holds")
                    .body(Map.of("orderId", "17"))
                    .retrieve()
                    .body(Hold.class);
            return Objects.requireNonNull(hold);
        } finally {
            clients.destroy();
        }
    }

    private static ServiceAddresses instances(String service, URI... known) {
        return new ServiceAddresses(name -> name.equals(service) ? List.of(known) : List.of());
    }
}
