package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import shop.test.TestTokens;

/** Instances come and go under load, as a restart makes them: out of the registry, drained, stopped; a new one at a new address. */
@GatewayTest
@TestPropertySource(
        properties = {
            "USER_LIMIT_PER_SECOND=100000",
            "USER_LIMIT_BURST=100000",
            "ADDRESS_LIMIT_PER_SECOND=100000",
            "ADDRESS_LIMIT_BURST=100000"
        })
class RollingRestartTest {

    private static final int CALLERS = 6;

    static final Map<String, Upstream> REGISTERED = new ConcurrentHashMap<>();

    private final List<Upstream> running = new ArrayList<>();
    private final AtomicBoolean calling = new AtomicBoolean(true);
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
    }

    @BeforeEach
    void startTwo() {
        start();
        start();
        // The gateway may still know the instances of the test before.
        var gateway = new Gateway(port);
        var token = TestTokens.user(UUID.randomUUID());
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> Gateway.send(gateway.request("GET", "/api/orders").header("Authorization", token))
                                .statusCode()
                        == 200);
    }

    @AfterEach
    void stopAll() {
        REGISTERED.clear();
        running.forEach(Upstream::close);
    }

    @Test
    void losesNothingThatMayBeRepeatedWhileEachInstanceIsReplaced() throws Exception {
        underLoad(() -> {
            for (var old : List.copyOf(running)) {
                start();
                REGISTERED.values().remove(old);
                // What a service does before it stops to listen: it waits until nobody asks it any more.
                await().during(Duration.ofSeconds(1))
                        .atMost(Duration.ofSeconds(20))
                        .until(old::isUnused);
                stop(old);
            }
        });
    }

    @Test
    void losesNothingThatMayBeRepeatedWhenAnInstanceIsKilled() throws Exception {
        underLoad(() -> {
            var killed = running.getFirst();
            stop(killed);
            var since = answered.get();
            await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > since + 500);
            REGISTERED.values().remove(killed);
        });
    }

    @Test
    void asksANewInstanceWithinSeconds() throws Exception {
        underLoad(() -> {
            var added = start();
            await().atMost(Duration.ofSeconds(10)).until(() -> !added.seen().isEmpty());
        });
    }

    private void underLoad(Runnable change) throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                var _ = callers.submit(() -> call(TestTokens.user(UUID.randomUUID())));
            }
            try {
                await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > 100);
                change.run();
                var since = answered.get();
                await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > since + 100);
            } finally {
                calling.set(false);
            }
        }
        assertThat(failures).isEmpty();
    }

    private void call(String token) {
        var gateway = new Gateway(port);
        while (calling.get()) {
            try {
                var answer = Gateway.CLIENT.send(
                        gateway.request("GET", "/api/orders")
                                .header("Authorization", token)
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException failed) {
                failures.add(failed.toString());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Upstream start() {
        var instance = Upstream.named("order-service");
        running.add(instance);
        REGISTERED.put(instance.uri(), instance);
        return instance;
    }

    private void stop(Upstream instance) {
        running.remove(instance);
        instance.close();
    }

    @TestConfiguration
    static class Registry {

        @Bean
        ReactiveDiscoveryClient registry() {
            return new ReactiveDiscoveryClient() {
                @Override
                public String description() {
                    return "what the test says";
                }

                @Override
                public Flux<ServiceInstance> getInstances(String service) {
                    return "order-service".equals(service)
                            ? Flux.fromIterable(REGISTERED.keySet()).map(Registry::instance)
                            : Flux.empty();
                }

                @Override
                public Flux<String> getServices() {
                    return Flux.just("order-service");
                }
            };
        }

        private static ServiceInstance instance(String uri) {
            var address = URI.create(uri);
            return new DefaultServiceInstance(uri, "order-service", address.getHost(), address.getPort(), false);
        }
    }
}
