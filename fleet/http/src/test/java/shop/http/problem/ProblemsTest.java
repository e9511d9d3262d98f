package shop.http.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class ProblemsTest {

    static final String SECRET = "select password from customers";

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @ParameterizedTest
    @CsvSource({
        "unexpected, 500, internal_error",
        "own, 409, sample_refused",
        "status, 410, gone",
        "store, 503, store_unavailable",
        "transaction, 503, store_unavailable",
        "query, 503, store_unavailable",
        "connection, 503, store_unavailable",
        "rollback, 503, store_unavailable",
        "commit, 503, store_unavailable",
        "rollback-of-fault, 500, internal_error",
        "mongodb, 503, store_unavailable",
        "lock, 409, concurrent_update",
        "breaker, 503, dependency_unavailable",
        "timeout, 503, dependency_unavailable",
        "unreachable, 503, dependency_unavailable",
        "remote, 503, dependency_unavailable",
        "cut, 503, dependency_unavailable",
        "disk, 503, store_unavailable",
        "upload, 503, store_unavailable",
        "upload-cut, 400, bad_request",
        "filter, 500, internal_error",
        "filter-status, 418, i_am_a_teapot"
    })
    void everyFailureIsAProblemThatTellsNothingOfTheInside(String how, int status, String code) {
        var answer = api.get("/public/fail/" + how);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.number("status")).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("/problems/" + code);
        assertThat(answer.text("title")).isNotEmpty();
        assertThat(answer.text("instance")).isEqualTo("/public/fail/" + how);
        assertThat(answer.text("requestId")).isNotEmpty().isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.body().toString())
                .doesNotContain(SECRET)
                .doesNotContain("Exception")
                .doesNotContain("shop.http")
                .doesNotContain("trace");
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status != 503);
    }

    @Test
    void anAnswerThatFailsInTheMiddleDoesNotLookWhole() {
        assertThatThrownBy(() -> api.get("/public/fail/midway")).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void anUnexpectedFailureIsLoggedWithItsRequestId() {
        var log = (Logger) LoggerFactory.getLogger(ProblemAdvice.class);
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        try {
            api.with("X-Request-Id", "find-me-in-the-log").get("/public/fail/unexpected");
        } finally {
            log.detachAppender(logged);
        }

        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getMDCPropertyMap()).containsEntry("requestId", "find-me-in-the-log");
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo(SECRET);
        });
    }

    @Test
    void namesEveryWrongFieldOfABody() {
        var answer = api.post("/public/orders", """
                {"items":[{"productId":"0198f3a0-0000-7000-8000-000000000001","quantity":0}],
                 "note":"far too long a note","gift":false}""");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("validation_failed");
        assertThat(answer.wrongFields()).containsExactlyInAnyOrder("items[0].quantity", "note");
        assertThat(answer.body()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("code").asString()))
                .containsExactlyInAnyOrder("positive", "size");
        assertThat(answer.body()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("message").asString()))
                .allSatisfy(message -> assertThat(message).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/public/quantity                | quantity | required",
                "/public/quantity?quantity=0     | quantity | min",
                "/public/quantity?quantity=ten   | quantity | invalid_type",
                "/public/by-id/17                | id       | invalid_type"
            })
    void namesAWrongParameter(String path, String field, String code) {
        var answer = api.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("validation_failed");
        assertThat(answer.wrongFields()).containsExactly(field);
        assertThat(answer.text("errors/0/code")).isEqualTo(code);
        assertThat(answer.body().toString()).doesNotContain("java.");
    }

    @Test
    void namesAWrongHeaderAsTheClientSentIt() {
        var answer = api.with("X-Colour", "ultramarine").get("/public/quantity?quantity=1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly("X-Colour");
    }

    @Test
    void anUnknownPathIsNotFound() {
        var answer = api.get("/public/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("not_found");
    }

    @Test
    void anotherMethodIsNotAllowed() {
        var answer = api.delete("/public/hello");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text("code")).isEqualTo("method_not_allowed");
        assertThat(answer.header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/hello", "/public/nothing", "/public/fail/unexpected"})
    void aProblemIsJsonWhateverTheClientAsksFor(String path) {
        var answer = api.with("Accept", "text/html").get(path);

        assertThat(answer.status()).isIn(404, 406, 500);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("code")).isIn("not_found", "not_acceptable", "internal_error");
    }

    @Test
    void anotherTypeOfBodyIsNotSupported() {
        var answer = api.with("Content-Type", "text/plain").post("/public/orders", "an order");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.text("code")).isEqualTo("unsupported_media_type");
    }

    @Test
    void aBodyMustBeThere() {
        var answer = api.with("Content-Type", "application/json").post("/public/orders", "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("body_required");
    }

    @Test
    void aPatchIsReadLikeABody() {
        assertThat(api.patch("/public/names", Map.of("first", "Augusta")).text("first"))
                .isEqualTo("Augusta");
        assertThat(api.patch("/public/names", Map.of("frist", "Augusta")).wrongFields())
                .containsExactly("frist");
        assertThat(api.patch("/public/names", Map.of("first", " ")).wrongFields())
                .containsExactly("first");
        assertThat(api.patch("/public/names", "{\"first\":null}").wrongFields()).containsExactly("first");
        assertThat(api.patch("/public/names", "{\"last\":null}").body().has("last"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /public/hello?q=<script> HTTP/1.1\r\nHost: localhost\r\n",
                "GET /public/hello\\x HTTP/1.1\r\nHost: localhost\r\n",
                "GET /public/hello HTTP/1.1\r\nHost: a b\r\n",
                "GET /public/hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
                "POST /public/orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n"
            })
    void whatTomcatRefusesTellsNothingOfTomcat(String request) {
        var answer = Raw.send(port, request + "Connection: close\r\n\r\n");

        assertThat(answer.status()).isIn(400, 501);
        assertThat(answer.head() + answer.body()).doesNotContain("Tomcat").doesNotContain("<html");
        if (!answer.body().isEmpty()) {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND"})
    void strangeMethodsAreRefused(String method) {
        var answer = Raw.send(port, method + " /public/hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isIn(400, 405);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
}
