package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.test.TestTokens;

/** The storefront is away: what can be said without it is said in a page that needs nothing of it. */
@GatewayTest
class PageOutageTest {

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
    }

    @Test
    void saysThatTheShopIsAwayAndOffersToTryAgain() throws Exception {
        var gateway = new Gateway(port);

        var away = send(gateway.request("GET", "/p/7").header("Accept", "text/html"));

        assertThat(PageTest.errorPage(away, 503))
                .contains("does not answer just now")
                .contains("href=\"\">Try again");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        problem(send(gateway.request("GET", "/p/7")), 503, "service_unavailable");
    }

    @Test
    void neverOffersToSendAFormAgain() throws Exception {
        var away = send(new Gateway(port)
                .request("POST", "/checkout", BodyPublishers.ofString("a=b"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html"));

        assertThat(PageTest.errorPage(away, 503)).doesNotContain("Try again</a>");
    }

    @Test
    void hasAStyleOfItsOwn() throws Exception {
        var style = send(new Gateway(port).request("GET", "/gateway.css"));

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        assertThat(style.headers().firstValue("Cache-Control")).hasValue("max-age=3600, public");
    }
}
