package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.server.WebFilter;
import shop.test.TestTokens;

/** The fast path of shared answers, by the byte: nobody may see which way an answer went, and nothing that the full path refuses may take it. */
@GatewayTest
@TestPropertySource(
        properties = {
            "TRUSTED_PROXIES=127.0.0.0/8",
            "SHARED_ANSWERS_LIFE=1h",
            "shop.gateway.limits.address.burst=20",
            "shop.gateway.limits.address.refill=1",
            "shop.gateway.limits.address.period=1h",
            "shop.gateway.limits.user.burst=10",
            "shop.gateway.limits.user.refill=1",
            "shop.gateway.limits.user.period=1h",
            "server.netty.idle-timeout=1s"
        })
class CacheFastPathTest {

    private static final Pattern START_OF_ANSWER = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    /** How many requests became an exchange, so went the full path. */
    private static final AtomicInteger LONG_WAY = new AtomicInteger();

    static final Upstream PRODUCTS = Upstream.named("product-service");

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry meters;

    /** Of this test alone, as is its client: the limit counts for each. */
    private final String path = "/api/products/" + UUID.randomUUID();

    private final String client = UUID.randomUUID().toString().replaceAll("(.{4})(.{4}).*", "2001:db8:$1:$2::1");

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.product-service[0].uri", PRODUCTS::uri);
    }

    @BeforeEach
    void forget() {
        PRODUCTS.seen().clear();
    }

    @AfterAll
    static void stop() {
        PRODUCTS.close();
    }

    @Test
    void nobodySeesWhichWayAnAnswerWent() throws IOException {
        var asked = ask(get("X-Answer-To-All: yes"));
        var long1 = ask(get("X-Unknown: full path"));
        var measured = requestsMeasured();

        var answer = askTheShortWay(get("X-Request-Id: mine"));

        assertThat(PRODUCTS.seen()).hasSize(1);
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("{\"service\":\"product-service\"}");
        assertThat(headers(answer)).containsEntry("x-request-id", "mine").containsKey("traceparent");
        assertThat(ofContent(answer)).isEqualTo(ofContent(long1));
        assertThat(ofContent(answer).keySet()).containsAll(ofContent(asked).keySet());
        // The full path is measured a moment after its answer, the fast path before.
        assertThat(requestsMeasured()).isBetween(measured + 1, measured + 2);
        assertThat(meters.find("http.server.requests").timers().stream()
                        .map(timer -> timer.getId().getTags().stream()
                                .map(Tag::getKey)
                                .toList())
                        .distinct())
                .hasSize(1);
        assertThat(meters.find("http.server.requests").tag("status", "200").timers())
                .extracting(timer -> timer.getId().getTag("uri"))
                .containsOnly("UNKNOWN");
    }

    @Test
    void saysThatNothingChangedToWhoKnowsTheAnswer() throws IOException {
        ask(get("X-Answer-To-All: yes"));

        var answer = askTheShortWay(get("If-None-Match: \"1\""));

        assertThat(answer).startsWith("HTTP/1.1 304 ").endsWith("\r\n\r\n");
        assertThat(ofContent(answer)).isEqualTo(ofContent(ask(get("If-None-Match: \"1\"", "X-Unknown: full path"))));
        assertThat(askTheLongWay(get("If-None-Match: W/\"1\""))).startsWith("HTTP/1.1 304 ");
        assertThat(ask(get("If-None-Match: \"2\""))).startsWith("HTTP/1.1 200 ");
        assertThat(PRODUCTS.seen()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, Authorization: Bearer nonsense",
        "401, Authorization: Basic YTpi",
        "403, Origin: https://evil.example",
        "200, Cookie: cart_token=a",
        "200, X-User-Id: 1",
        "200, Range: bytes=0-1"
    })
    void refusesWhatTheLongWayRefuses(int status, String header) throws IOException {
        ask(get("X-Answer-To-All: yes"));

        assertThat(askTheLongWay(get(header))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(ask("GET /api/products/../products HTTP/1.1\r\nHost: a\r\n" + forwardedFor() + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD %s HTTP/1.1", "GET %s HTTP/1.0", "OPTIONS %s HTTP/1.1", "PUT %s HTTP/1.1"})
    void isForNothingButGet(String line) throws IOException {
        ask(get("X-Answer-To-All: yes"));

        var answer = askTheLongWay(line.formatted(path) + "\r\nHost: shop.example\r\n" + forwardedFor() + "\r\n");

        assertThat(START_OF_ANSWER.matcher(answer).results()).hasSize(1);
        assertThat(answer.endsWith("\r\n\r\n")).isEqualTo(line.startsWith("HEAD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Host:\r\n", "Host: a:x\r\n", "Host: a b\r\n", "Host: a\r\nHost: b\r\n", "Host: a/b\r\n"})
    void isForClearHostsOnly(String host) throws IOException {
        ask(get("X-Answer-To-All: yes"));

        var answer = ask("GET " + path + " HTTP/1.1\r\n" + host + forwardedFor() + "\r\n");
        var fullPath =
                ask("GET " + path + " HTTP/1.1\r\n" + host + "X-Unknown: full path\r\n" + forwardedFor() + "\r\n");

        assertThat(answer.substring(0, 12)).isEqualTo(fullPath.substring(0, 12));
        assertThat(askTheShortWay(get())).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void closesTheConnectionOfWhoAsksForThatAndAnswersNothingBehindIt() throws IOException {
        ask(get("X-Answer-To-All: yes"));

        var answer = ask(get("Connection: close") + get() + get());

        assertThat(headers(answer)).containsEntry("connection", "close");
        assertThat(START_OF_ANSWER.matcher(answer).results()).hasSize(1);
    }

    @Test
    void keepsAnswersInTheOrderOfTheirRequests() throws IOException {
        ask(get("X-Answer-To-All: yes"));
        LONG_WAY.set(0);
        var ids = IntStream.range(0, 12).mapToObj(number -> "request-" + number).toList();

        var answers = ask(IntStream.range(0, 12)
                .mapToObj(number -> get("X-Request-Id: " + ids.get(number), number % 4 == 2 ? "X-Long: way" : "DNT: 1"))
                .collect(Collectors.joining()));

        assertThat(Pattern.compile("(?mi)^x-request-id: (\\S+)")
                        .matcher(answers)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyElementsOf(ids);
        // Those behind one of the full path may have to follow it there; the first two cannot.
        assertThat(LONG_WAY.get()).isBetween(3, 10);
        assertThat(PRODUCTS.seen()).hasSize(1);
    }

    @Test
    void countsForTheLimitOfItsClient() throws IOException {
        ask(get("X-Answer-To-All: yes"));

        var answers = ask(get().repeat(30));

        assertThat(START_OF_ANSWER.matcher(answers).results().map(found -> found.group(1)))
                .containsSequence("200", "200", "429", "429")
                .filteredOn("200"::equals)
                .hasSize(19);
    }

    @Test
    void aTokenThatWasVerifiedComesAlong() throws IOException {
        ask(get("X-Answer-To-All: yes"));
        var token = "Authorization: " + TestTokens.user(UUID.randomUUID());

        // The first time its signature is checked.
        var long1 = askTheLongWay(get(token));
        var answer = askTheShortWay(get(token));

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(ofContent(answer)).isEqualTo(ofContent(long1));
        assertThat(askTheLongWay(get(token, token))).startsWith("HTTP/1.1 401 ");
        assertThat(askTheLongWay(get(token + "x"))).startsWith("HTTP/1.1 401 ");
        assertThat(askTheLongWay(get(token, "Cookie: access_token=a"))).startsWith("HTTP/1.1 200 ");
        assertThat(PRODUCTS.seen()).hasSize(1);
    }

    @Test
    void aTokenThatIsRefusedIsRefusedAgain() throws IOException {
        ask(get("X-Answer-To-All: yes"));
        var expired = "Authorization: " + TestTokens.expired(UUID.randomUUID());

        assertThat(askTheLongWay(get(expired))).startsWith("HTTP/1.1 401 ");
        assertThat(askTheLongWay(get(expired))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void countsForTheLimitOfItsAccountAndThenNotForItsAddress() throws IOException {
        ask(get("X-Answer-To-All: yes"));
        var token = "Authorization: " + TestTokens.user(UUID.randomUUID());

        var answers = ask(get(token).repeat(15));

        assertThat(START_OF_ANSWER.matcher(answers).results().map(found -> found.group(1)))
                .containsSequence("200", "200", "429", "429")
                .filteredOn("200"::equals)
                .hasSize(10);
        // Nine of the twenty of its address are left: one asked first, ten were answered, five were given back.
        assertThat(START_OF_ANSWER.matcher(ask(get().repeat(20))).results().map(found -> found.group(1)))
                .filteredOn("200"::equals)
                .hasSize(9);
    }

    @Test
    void endsAConnectionThatIsSilentAfterwards() throws IOException {
        ask(get("X-Answer-To-All: yes"));
        var begun = System.nanoTime();

        ask(get());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
    }

    private String askTheShortWay(String bytes) throws IOException {
        return ask(bytes, 0);
    }

    private String askTheLongWay(String bytes) throws IOException {
        return ask(bytes, 1);
    }

    private String ask(String bytes, int exchanges) throws IOException {
        LONG_WAY.set(0);
        var answer = ask(bytes);
        assertThat(LONG_WAY).as(answer).hasValue(exchanges);
        return answer;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Counting {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        WebFilter fullPath() {
            return (exchange, chain) -> {
                LONG_WAY.incrementAndGet();
                return chain.filter(exchange);
            };
        }
    }

    private String get(String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: shop.example\r\n" + forwardedFor()
                + List.of(headers).stream().map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    private String forwardedFor() {
        return "X-Forwarded-For: " + client + "\r\n";
    }

    /** Everything that is answered until the gateway hangs up, which it does after a second of silence. */
    private String ask(String bytes) throws IOException {
        String answer;
        do {
            answer = Bytes.send(port, bytes);
        } while (answer.isEmpty()); // this thread was so slow to begin that the gateway had hung up
        return answer;
    }

    private long requestsMeasured() {
        return meters.find("http.server.requests").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static Map<String, String> headers(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n"))
                .lines()
                .skip(1)
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0].toLowerCase(Locale.ROOT),
                        parts -> parts[1],
                        (one, other) -> one + ", " + other,
                        TreeMap::new));
    }

    private static Map<String, String> ofContent(String answer) {
        var headers = headers(answer);
        headers.keySet().removeAll(List.of("x-request-id", "traceparent", "transfer-encoding", "content-length"));
        return headers;
    }
}
