package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** Starts as {@code ./shop up} starts it, with no setting but what keeps it from a registry that is not there. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "eureka.client.enabled=false",
            "MAIL_URL=http://localhost:4711",
            "spring.cloud.discovery.client.simple.instances.cart-service[0].uri=http://127.0.0.1:9"
        })
@ActiveProfiles("local")
class LocalProfileTest {

    @LocalServerPort
    int port;

    @Test
    void showsWhereTheWindowsAreAndWhatRuns() throws Exception {
        var page = send(new Gateway(port).request("GET", "/developer"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .contains("href=\"/swagger-ui.html\"")
                .contains("href=\"/asyncapi\"")
                .contains("href=\"/\"")
                .contains("href=\"/admin\"")
                .contains("href=\"http://localhost:4711\"")
                .contains("Stripe sandbox")
                .contains("<th>cart-service</th><td>1 instance</td>")
                .containsPattern("<th>order-service</th><td>.*not running");
    }

    @Test
    void showsAWindowForQueriesWithEverythingItLoads() throws Exception {
        var page = send(new Gateway(port).request("GET", "/graphiql"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "http");
        var parts = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(part -> part.group(1))
                .toList();
        assertThat(parts).hasSize(5).allSatisfy(part -> {
            assertThat(part).startsWith("/graphiql/");
            assertThat(send(new Gateway(port).request("GET", part)).statusCode())
                    .as(part)
                    .isEqualTo(200);
        });
        problem(send(new Gateway(port).request("GET", "/graphiql/package.json")), 404, "not_found");
    }

    @Test
    void isReadyWithoutAManagementPort() throws Exception {
        assertThat(send(new Gateway(port).request("GET", "/readyz")).statusCode())
                .isEqualTo(200);
        problem(send(new Gateway(port).request("GET", "/actuator/health")), 404, "not_found");
    }

    @Test
    void showsItselfUnderThisMachinesNamesOnly() throws Exception {
        for (var host : new String[] {"localhost:" + port, "127.0.0.1", "[::1]:8080"}) {
            assertThat(ask(host, "/developer")).as(host).startsWith("HTTP/1.1 200 ");
        }
        for (var host : new String[] {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080"}) {
            assertThat(ask(host, "/developer"))
                    .as(host)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("origin_not_allowed");
        }
    }

    private String ask(String host, String path) throws Exception {
        return Bytes.send(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://localhost:5173",
                "http://localhost:4200",
                "http://127.0.0.1:8000",
                "http://localhost"
            })
    void letsDevelopmentServersOfThisMachineIn(String origin) throws Exception {
        var asked = send(new Gateway(port)
                .request("OPTIONS", "/api/cart/items", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-xsrf-token"));

        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials"))
                .hasValue("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.example:3000",
                "https://evil.example",
                "http://localhost:3000.evil.example",
                "http://evil.example:3000",
                "null"
            })
    void letsNoOtherPagesIn(String origin) throws Exception {
        problem(
                send(new Gateway(port).request("GET", "/api/cart").header("Origin", origin)),
                403,
                "origin_not_allowed");
    }
}
