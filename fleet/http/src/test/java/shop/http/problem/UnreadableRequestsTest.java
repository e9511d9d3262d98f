package shop.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import tools.jackson.databind.json.JsonMapper;

/** Requests that no controller ever sees, because the web server cannot read them or will not. */
@SampleTest
class UnreadableRequestsTest {

    private static final String HOST = "Host: localhost\r\n";

    @LocalServerPort
    int port;

    static Stream<Arguments> unreadable() {
        var many = IntStream.range(0, 100).mapToObj(i -> "a/b" + i).collect(Collectors.joining(","));
        return Stream.of(
                get(400, "/public/hello?q={", ""),
                get(400, "/public/hello?q=|", ""),
                get(400, "/public/hello?q=^", ""),
                get(400, "/public/hello?q=\"", ""),
                get(400, "/public/hello?q=<", ""),
                get(400, "/public/hello?q=`", ""),
                get(400, "/public/hello?q=%zz", ""),
                get(400, "/public/hello?q=%", ""),
                get(400, "/public/hello?q=%e", ""),
                get(400, "/public/hello?%zz=1", ""),
                get(400, "/public/quantity?quantity=%zz", ""),
                get(400, "/public/hello?q=%ff%fe", ""),
                get(400, "/public/hello?q=%c3", ""),
                get(400, "/public/hello?q=\u00e9", ""),
                get(400, "/public/hello?q=\u0001", ""),
                get(400, "/public/%zz", ""),
                get(400, "/public/{", ""),
                get(400, "/public/\\", ""),
                get(400, "/public/%00", ""),
                get(400, "/public/hello", "X-Bad: a\u0001b\r\n"),
                get(400, "/public/hello", "X-Bad: a\u001b[31mb\r\n"),
                get(400, "/public/hello", "X-Bad: a\u0000b\r\n"),
                get(400, "/public/hello", "X-Bad: a\u007fb\r\n"),
                get(400, "/public/hello", "X\u001b[31m: a\r\n"),
                get(400, "/public/hello", "X Bad: a\r\n"),
                get(400, "/public/hello", "no colon\r\n"),
                get(400, "/public/hello", "Content-Length: x\r\n"),
                get(400, "/public/hello", "Host: other\r\n"),
                Arguments.of(400, "GET /public/hello HTTP/1.1\r\n"),
                Arguments.of(400, "GET /public/hello HTTP/1.1\r\nHost: a b\r\n"),
                Arguments.of(400, "GET /public/hello HTTP/1.1\r\nHost: {\r\n"),
                Arguments.of(400, "G\u0001T /public/hello HTTP/1.1\r\n" + HOST),
                Arguments.of(505, "GET /public/hello HTTP/3.7\r\n" + HOST),
                Arguments.of(501, "POST /public/orders HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + HOST),
                get(406, "/public/hello", "Accept: no type at all\r\n"),
                get(406, "/public/hello", "Accept: ,;=\r\n"),
                get(406, "/public/hello", "Accept: a/b;q=x\r\n"),
                get(406, "/public/hello", "Accept: " + many + "\r\n"),
                get(417, "/public/hello", "Expect: nonsense\r\n"),
                get(400, "/public/hello", "X-Large: " + "a".repeat(20_000) + "\r\n"),
                get(400, "/public/hello?q=" + "a".repeat(20_000), ""));
    }

    private static Arguments get(int status, String target, String headers) {
        return Arguments.of(status, "GET " + target + " HTTP/1.1\r\n" + HOST + headers);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void areRefusedWithAProblemAndLoggedOnceInShort(int status, String request) {
        var log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        Raw.Answer answer;
        try {
            answer = Raw.send(port, request + "Connection: close\r\n\r\n");
        } finally {
            log.detachAppender(logged);
        }

        assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        var problem = JsonMapper.shared()
                .readTree(answer.body()
                        .substring(answer.body().indexOf('{'), answer.body().lastIndexOf('}') + 1));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isNotEmpty();
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("type").asString())
                .isEqualTo("/problems/" + problem.path("code").asString());
        assertThat(problem.path("requestId").asString()).isNotEmpty().isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.head() + answer.body())
                .doesNotContain("Tomcat", "Exception", "org.apache", "springframework");
        assertThat(logged.list).as(() -> logged.list.toString()).hasSize(1);
        assertThat(logged.list.getFirst().getFormattedMessage())
                .hasSizeLessThan(500)
                .doesNotContainPattern("[\\x00-\\x1f\\x7f]");
        assertThat(logged.list.getFirst().getThrowableProxy()).isNull();
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readableOnesAreNot(String request) {
        assertThat(Raw.send(port, request + "Connection: close\r\n\r\n").status())
                .isEqualTo(200);
    }

    static Stream<String> readable() {
        return Stream.of(
                "GET /public/list?q=a=b HTTP/1.1\r\n" + HOST,
                "GET /public/list?q=%7B%25 HTTP/1.1\r\n" + HOST,
                "GET /public/hello HTTP/1.1\r\nCookie: ;=; a; b=\"; c=\u00e9; =d; theme=dark\r\n" + HOST,
                "GET /public/hello HTTP/1.1\r\nX-Tab: a\tb\r\n" + HOST,
                "GET /public/hello HTTP/1.1\r\nAccept:\r\n" + HOST);
    }
}
