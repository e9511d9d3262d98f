package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import org.junit.jupiter.api.Test;
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
class LaptopTest {

    @LocalServerPort
    int port;

    @Test
    void showsWhereTheWindowsAreAndWhatRuns() throws Exception {
        var page = send(new Gateway(port).request("GET", "/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .contains("href=\"/swagger-ui.html\"")
                .contains("href=\"http://localhost:4711\"")
                .contains("Stripe sandbox")
                .contains("<th>cart-service</th><td>1 instance</td>")
                .containsPattern("<th>order-service</th><td>.*not running");
    }

    @Test
    void isReadyWithoutAManagementPort() throws Exception {
        assertThat(send(new Gateway(port).request("GET", "/readyz")).statusCode())
                .isEqualTo(200);
        problem(send(new Gateway(port).request("GET", "/actuator/health")), 404, "not_found");
    }
}
