package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** The port inside the network: probes and metrics, none of the rules for clients, and no way to the services. */
@GatewayTest
@TestPropertySource(properties = {"ADDRESS_LIMIT_BURST=20", "ADDRESS_LIMIT_PER_SECOND=1"})
class ManagementPortTest {

    static final Upstream SERVICE = Upstream.named("every service");

    @LocalManagementPort
    int managementPort;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.product-service[0].uri", SERVICE::uri);
    }

    @BeforeEach
    void forget() {
        SERVICE.seen().clear();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void answersProbes(String path) throws Exception {
        var health = send(new Gateway(managementPort).request("GET", path));

        assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
        assertThat(health.body()).contains("\"status\":\"UP\"");
    }

    @Test
    void showsMetrics() throws Exception {
        var metrics = send(new Gateway(managementPort).request("GET", "/actuator/prometheus"));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void isNotHeldToTheLimitsOfClients() throws Exception {
        for (var scrape = 0; scrape < 40; scrape++) {
            assertThat(send(new Gateway(managementPort).request("GET", "/actuator/health"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/products",
                "/products",
                "/readyz",
                "/problems",
                "/swagger-ui.html",
                "/actuatorx",
                "/actuator/env",
                "/actuator/gateway/routes",
                "/actuator/heapdump"
            })
    void hasNothingElse(String path) throws Exception {
        assertThat(send(new Gateway(managementPort).request("GET", path)).statusCode())
                .isEqualTo(404);
        assertThat(SERVICE.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/prometheus"})
    void keepsHealthAndMetricsFromThePublicPort(String path) throws Exception {
        problem(send(new Gateway(port).request("GET", path)), 404, "not_found");
    }
}
