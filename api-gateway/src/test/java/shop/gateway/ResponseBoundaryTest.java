package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.gateway.RawService.Reply;
import shop.test.TestTokens;

/** One request never meets what another left on a connection to a service. */
@GatewayTest
@TestPropertySource(
        properties = {
            "ADDRESS_LIMIT_BURST=100000",
            "USER_LIMIT_BURST=100000",
            // Every request that meets a connection in use would end by it, and so fail its test.
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=5s"
        })
class ResponseBoundaryTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nmine";
    private static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));

    static final RawService SERVICE = service();

    /** What the service answers to paths with "strange" in them. */
    static volatile Reply strange = new Reply(OK, false);

    @LocalServerPort
    int port;

    Gateway gateway;

    private static RawService service() {
        try {
            return new RawService(line -> line.contains("strange") ? strange : new Reply(OK, false));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        for (var service : new String[] {"product-service", "order-service", "inventory-service"}) {
            properties.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICE::uri);
        }
    }

    @BeforeEach
    void forget() {
        gateway = new Gateway(port);
        SERVICE.seen().clear();
    }

    @AfterAll
    static void stop() throws IOException {
        SERVICE.close();
    }

    /** As Tomcat does with a handler that goes on writing: the head is out, and the connection's next request waits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
            })
    void sendsNothingOverAConnectionWhoseServiceIsBusyWithAHead(String head) throws Exception {
        strange = new Reply(head, true);

        for (int i = 0; i < 3; i++) {
            assertThat(send(gateway.request("HEAD", "/api/products/strange", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            assertNextIsAnswered();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\nContent-Length: 60\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 60\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void takesNoBodyThatMustNotBeForTheNextAnswer(String head) throws Exception {
        strange = new Reply(head + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Whose: 1\r\n\r\nothers", true);

        for (int i = 0; i < 3; i++) {
            send(gateway.request("GET", "/api/products/strange").timeout(Duration.ofSeconds(20)));
            assertNextIsAnswered();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
            })
    void waitsForTheAnswerBehindInterimOnes(String interim) throws Exception {
        strange = new Reply(interim + OK.replace("mine", "last"), false);

        for (int i = 0; i < 3; i++) {
            var answer = send(gateway.request("GET", "/api/products/strange"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("last");
            assertNextIsAnswered();
        }
    }

    private void assertNextIsAnswered() throws Exception {
        var next = send(gateway.request("POST", "/api/orders").header("Authorization", USER));

        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("mine");
    }

    @Test
    void asksForNoHeadersOfWhatNeverEnds() throws Exception {
        for (var path : new String[] {"/api/orders/stream", "/ws/orders", "/api/notifications/stream"}) {
            var answer =
                    send(gateway.request("HEAD", path, BodyPublishers.noBody()).header("Authorization", USER));
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
        }
        assertThat(SERVICE.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "100-continue, nonsense", "200-ok", "100-continue\r\nExpect: nonsense"})
    void refusesWhatItCannotMeet(String expected) throws Exception {
        for (var line : new String[] {"GET /api/products", "HEAD /api/products", "POST /api/orders"}) {
            var answer = Bytes.send(
                    port,
                    line + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nExpect: " + expected + "\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 417 ").contains("application/problem+json");
            assertThat(answer.contains("\"code\":\"expectation_failed\"")).isEqualTo(!line.startsWith("HEAD"));
        }
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void asksForABodyItself() throws Exception {
        var answer = Bytes.send(
                port,
                "POST /api/orders HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nAuthorization: " + USER
                        + "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).contains("HTTP/1.1 100 ").contains("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/products",
        "GET, /api/orders",
        "GET, /api/orders/stream",
        "POST, /api/orders",
        "GET, /swagger-ui.html",
        "GET, /livez"
    })
    void opensNoWebSocketElsewhere(String method, String path) throws Exception {
        for (var upgrade : new String[] {"websocket", "WebSocket", "h2c, websocket", "websocket/13"}) {
            var answer = Bytes.send(
                    port,
                    method + " " + path + " HTTP/1.1\r\nHost: shop.example\r\nAuthorization: " + USER
                            + "\r\nConnection: Upgrade, close\r\nUpgrade: " + upgrade
                            + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
        }
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void staysWithTheProtocolOfWhoOffersAnother() throws Exception {
        var head = String.join(
                "\r\n",
                "GET /api/products HTTP/1.1",
                "Host: shop.example",
                "Connection: Upgrade, HTTP2-Settings, close",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__");
        var answer = Bytes.send(port, head + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("mine");
    }

    @Test
    void saysWhatIsWrongAsAProblem() throws Exception {
        problem(
                send(gateway.request("PUT", "/api/orders/stream").header("Authorization", USER)),
                405,
                "method_not_allowed");
    }
}
