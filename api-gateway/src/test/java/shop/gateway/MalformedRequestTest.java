package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;
import tools.jackson.databind.json.JsonMapper;

/** What cannot be read is refused like everything else: with a problem, a name, and one short line of log. */
@GatewayTest
@TestPropertySource(properties = "ADDRESS_LIMIT_BURST=100000")
class MalformedRequestTest {

    private static final String HOST = "Host: shop.example\r\n";

    static final Upstream SERVICE = Upstream.named("product-service");

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

    static Stream<Arguments> unreadable() {
        return Stream.of(
                get(400, "/api/products?q={", ""),
                get(400, "/api/products?q=}", ""),
                get(400, "/api/products?q=|", ""),
                get(400, "/api/products?q=^", ""),
                get(400, "/api/products?q=\"", ""),
                get(400, "/api/products?q=<a>", ""),
                get(400, "/api/products?q=`", ""),
                get(400, "/api/products?q=\\", ""),
                get(400, "/api/products?q=%zz", ""),
                get(400, "/api/products?q=%", ""),
                get(400, "/api/products?q=%e", ""),
                get(400, "/api/products?%zz=1", ""),
                get(400, "/api/products?q=\u00e9", ""),
                get(400, "/api/products?q=\u0001", ""),
                get(400, "/api/products#a", ""),
                get(400, "/api/{", ""),
                get(400, "/api/%zz", ""),
                get(400, "/{|^\"", "X-Bad: \u001b[31m\r\n"),
                get(400, "/api/products", "X-Bad: a\u0001b\r\n"),
                get(400, "/api/products", "X-Bad: a\u001b[31mb\r\n"),
                get(400, "/api/products", "X-Bad: a\u0000b\r\n"),
                get(400, "/api/products", "X-Bad: a\u007fb\r\n"),
                get(400, "/api/products", "X-Request-Id: a\u0007b\r\n"),
                get(400, "/api/products", "Authorization: Bearer a\u0001b\r\n"),
                get(400, "/api/products", "Cookie: a=\u0001\r\n"),
                get(400, "/api/products", "X\u001b[31m: a\r\n"),
                get(400, "/api/products", "X Bad: a\r\n"),
                get(400, "/api/products", "no colon\r\n"),
                get(400, "/api/products", "Content-Length: x\r\n"),
                get(400, "/api/products", "Host: other.example\r\n"),
                get(400, "/api/products", HOST),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: \r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: a b\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: a/b\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: a@b\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: {\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: a:99999\r\n"),
                Arguments.of(400, "GET /api/products HTTP/1.1\r\nHost: a, b\r\n"),
                Arguments.of(400, "GET /livez HTTP/1.1\r\n"),
                Arguments.of(400, "G\u0001T /api/products HTTP/1.1\r\n" + HOST),
                Arguments.of(400, "nonsense\r\n"),
                Arguments.of(400, "GET /api/products HTTP/x.y\r\n" + HOST),
                get(406, "/api/products", "Accept: " + "a/b, ".repeat(99) + "a/c\r\n"),
                get(406, "/livez", "Accept: " + "a/b, ".repeat(99) + "a/c\r\n"),
                get(417, "/api/products", "Expect: nonsense\r\n"),
                get(414, "/api/products?q=" + "a".repeat(9_000), ""),
                get(431, "/api/products", "X-Large: " + "a".repeat(17_000) + "\r\n"),
                get(431, "/api/products", "X-Many: a\r\n".repeat(2_000)));
    }

    private static Arguments get(int status, String target, String headers) {
        return Arguments.of(status, "GET " + target + " HTTP/1.1\r\n" + HOST + headers);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void areRefusedWithAProblemAndLoggedOnceInShort(int status, String request) throws IOException {
        var log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        String answer;
        try {
            answer = Bytes.send(port, request + "Connection: close\r\n\r\n");
            // The line comes when the request is over, which is after its client has read the answer.
            await().until(() -> !logged.list.isEmpty());
        } finally {
            log.detachAppender(logged);
        }

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
        var problem = JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isNotEmpty();
        assertThat(problem.path("type").asString())
                .isEqualTo("/problems/" + problem.path("code").asString());
        assertThat(problem.path("detail").asString()).isNotEmpty();
        var requestId = problem.path("requestId").asString();
        assertThat(requestId).isNotEmpty();
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("x-request-id: " + requestId);
        assertThat(logged.list).as(() -> logged.list.toString()).hasSize(1);
        assertThat(logged.list.getFirst().getFormattedMessage())
                .contains(requestId)
                .hasSizeLessThan(500)
                .doesNotContainPattern("[\\x00-\\x1f\\x7f]");
        assertThat(SERVICE.seen()).isEmpty();
    }

    static Stream<String> readable() {
        return Stream.of(
                "GET /api/products?q=a=b HTTP/1.1\r\n" + HOST,
                "GET /api/products?q=%7B%25&a[]=1&b=%C3%A9 HTTP/1.1\r\n" + HOST,
                "GET /api/products HTTP/1.1\r\nCookie: ;=; a; b=\"; c=\u00e9; =d; theme=dark\r\n" + HOST,
                "GET /api/products HTTP/1.1\r\nX-Tab: a\tb\r\n" + HOST,
                "GET /api/products HTTP/1.1\r\nX-Refused-Head: HOST\r\n" + HOST,
                "GET /api/products HTTP/1.1\r\nHost: [::1]:8080\r\n",
                "GET /api/products HTTP/1.1\r\nHost: localhost:65535\r\n",
                "GET /api/products HTTP/1.0\r\n");
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readableOnesAreNot(String request) throws IOException {
        assertThat(Bytes.send(port, request + "Connection: close\r\n\r\n")).containsPattern("^HTTP/1.[01] 200 ");
        assertThat(SERVICE.seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.headers().headerNames())
                        .noneMatch(name -> name.equalsIgnoreCase("X-Refused-Head")));
    }

    @Test
    void whatFollowsOnTheConnectionIsAnswered() throws IOException {
        var answer = Bytes.send(
                port,
                "GET /api/products?q={ HTTP/1.1\r\n" + HOST + "\r\nGET /livez HTTP/1.1\r\n" + HOST
                        + "Connection: close\r\n\r\n");

        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(3);
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "401", "404", "410", "429", "500"})
    void aRefusalIsKeptByNobodyWhateverTheServiceSays(String status) throws IOException {
        var answer = Bytes.send(
                port,
                "GET /api/products/1 HTTP/1.1\r\n" + HOST + "X-Answer-With: " + status
                        + "\r\nX-Answer-To-All: 1\r\nX-Answer-Public: 1\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("cache-control: no-store")
                .doesNotContain("cdn-cache-control", "public");
    }
}
