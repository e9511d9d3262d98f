package shop.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
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
import shop.test.TestTokens;

/** Requests whose end two servers could see in two places, and such as never end; sent by the byte, because no HTTP client would. */
@GatewayTest
@TestPropertySource(
        properties = {
            "ADDRESS_LIMIT_BURST=100000",
            "MAX_CONCURRENT_PER_ADDRESS=400",
            "shop.gateway.request-timeouts.head=1s",
            "shop.gateway.request-timeouts.idle=1s",
            "shop.gateway.request-timeouts.body=3s",
            "server.netty.idle-timeout=1s"
        })
class SmugglingTest {

    private static final String HEAD = "POST /api/user/login HTTP/1.1\r\nHost: shop.example\r\n";
    private static final String NEXT = "GET /api/orders HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    static final Upstream USERS = Upstream.named("user-service");

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.user-service[0].uri", USERS::uri);
    }

    @BeforeEach
    void forget() {
        USERS.seen().clear();
    }

    @AfterAll
    static void stop() {
        USERS.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2, 2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n{}",
                "Content-Length: 0x2\r\n\r\n{}",
                "Content-Length : 2\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n",
                "Bare-Line-Feed: a\nContent-Length: 2\r\n\r\n{}",
                "Nul: a\u0000b\r\nContent-Length: 2\r\n\r\n{}"
            })
    void refusesWhatCanBeReadInTwoWaysAndHangsUp(String rest) throws IOException {
        var answer = send(HEAD + rest + NEXT);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
        assertThat(answer).doesNotContainIgnoringCase("netty").doesNotContain("Exception");
        assertThat(USERS.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "transfer-encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Content-Length: 2\r\n\r\n{}"
            })
    void answersHonestRequests(String rest) throws IOException {
        assertThat(send(HEAD + "Connection: close\r\n" + rest)).startsWith("HTTP/1.1 200 ");
        assertThat(USERS.seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.bodyLength()).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource({"414, 9000, 1", "431, 1, 17000"})
    void refusesAHeadThatIsTooLargeAndHangsUp(int status, int query, int header) throws IOException {
        var answer = send("GET /api/products?q=" + "a".repeat(query) + " HTTP/1.1\r\nHost: shop.example\r\nX-Large: "
                + "a".repeat(header) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(USERS.seen()).isEmpty();
    }

    /** A service that got the part that could be read would act on it, while the client sees 400. */
    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\n{}\r\n0\r\n\r\n", "ffffffff1\r\n"})
    void passesNoPartOfABrokenBodyForAWholeOne(String broken) throws IOException {
        var answer = send(HEAD + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"a\": 1}\r\n" + broken + NEXT);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
        // By then the broken one would have arrived too.
        assertThat(send(HEAD + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(USERS.seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.bodyLength()).isEqualTo(2));
    }

    /** RFC 9112, 5.2: a folded line may be refused or unfolded, before anybody reads it. */
    @Test
    void passesAFoldedHeaderOnUnfolded() throws IOException {
        send(HEAD + "Connection: close\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(USERS.seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.headers().get("X-Folded")).containsExactly("a b"));
    }

    /** The next request must not wait behind a body that nobody read, nor be taken for it. */
    @Test
    void answersWhatFollowsARefusal() throws IOException {
        try (var socket = connect()) {
            socket.setTcpNoDelay(true);
            var out = socket.getOutputStream();
            for (int i = 0; i < 20; i++) {
                out.write("POST /api/orders HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 8\r\n\r\n"
                        .getBytes(US_ASCII));
                out.flush();
                out.write("{\"a\": 1}".getBytes(US_ASCII));
                out.flush();
                assertThat(readAnswer(socket)).startsWith("HTTP/1.1 401 ");
            }
        }
    }

    /** The first is refused on another thread, after its token was read; the second at once. */
    @Test
    void answersWhatFollowsRequestsThatCameTogether() throws IOException {
        var refusedLate = NEXT.replace("\r\n\r\n", "\r\nAuthorization: Bearer abc\r\n\r\n");
        try (var socket = connect()) {
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write((refusedLate + NEXT).getBytes(US_ASCII));
                socket.getOutputStream().flush();
                assertThat(readAnswer(socket)).startsWith("HTTP/1.1 401 ");
                assertThat(readAnswer(socket)).startsWith("HTTP/1.1 401 ");
            }
        }
    }

    /** One answer with a stated length. */
    private static String readAnswer(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = socket.getInputStream().read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        var length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
        assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
        return head.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /api/user/lo", HEAD, HEAD + "Content-Length: 100\r\n\r\n{", NEXT + HEAD})
    void hangsUpOnHalfARequest(String half) throws IOException {
        var start = System.nanoTime();

        send(half);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD + "X-Drop: ", HEAD + "Content-Length: 100\r\n\r\n"})
    void hangsUpOnARequestThatDripsIn(String start) throws Exception {
        var begun = System.nanoTime();
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(start.getBytes(US_ASCII));
            out.flush();
            var open = true;
            while (open) {
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
                open = drip(socket);
            }
        }
    }

    @Test
    void servesOthersMeanwhile() throws Exception {
        var half = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 200; i++) {
                var socket = connect();
                socket.getOutputStream()
                        .write((HEAD + (i % 2 == 0 ? "" : "Content-Length: 9\r\n\r\n")).getBytes(US_ASCII));
                half.add(socket);
            }
            var answer = send(HEAD + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

            assertThat(answer).startsWith("HTTP/1.1 200 ");
        } finally {
            for (var socket : half) {
                socket.close();
            }
        }
    }

    /** One byte each time the gateway has been silent for a fifth of a second; false once it hung up. */
    private static boolean drip(Socket socket) throws IOException {
        socket.setSoTimeout(200);
        try {
            var read = socket.getInputStream().read();
            return read >= 0;
        } catch (SocketTimeoutException _) {
            socket.getOutputStream().write('x');
            socket.getOutputStream().flush();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Everything until the gateway hangs up; one that does not is a time-out. */
    private String send(String bytes) throws IOException {
        return Bytes.send(port, bytes);
    }

    private Socket connect() throws IOException {
        return Bytes.connect(port);
    }
}
