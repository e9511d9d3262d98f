package shop.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.SampleTest;
import shop.platform.tracing.RequestIds;
import shop.test.Api;

@SampleTest
class RequestsTest {

    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @Test
    void theCallersNamesAreTakenOverAndEchoed() {
        var answer = api.with("X-Request-Id", "cart.17_a-B")
                .with("traceparent", TRACE)
                .get("/public/context");

        assertThat(answer.text("requestId")).isEqualTo("cart.17_a-B");
        assertThat(answer.text("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        // The request's own span, not the caller's.
        assertThat(answer.text("spanId")).matches("[0-9a-f]{16}").isNotEqualTo("00f067aa0ba902b7");
        assertThat(answer.header("X-Request-Id")).isEqualTo("cart.17_a-B");
        assertThat(answer.header("traceparent")).isEqualTo(TRACE);
    }

    @Test
    void namesAreMadeWhereThereAreNone() {
        var answer = api.get("/public/context");

        assertThat(UUID.fromString(answer.text("requestId")).version()).isEqualTo(7);
        assertThat(answer.header("X-Request-Id")).isEqualTo(answer.text("requestId"));
        assertThat(answer.header("traceparent"))
                .isEqualTo("00-" + answer.text("traceId") + "-" + answer.text("spanId") + "-00")
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void aTraceThatIsNoneIsReplaced(String trace) {
        var answer = api.with("traceparent", trace).get("/public/context");

        assertThat(answer.text("traceId")).matches("[0-9a-f]{32}").isNotIn("0".repeat(32), TRACE.substring(3, 35));
        assertThat(answer.header("traceparent")).startsWith("00-" + answer.text("traceId"));
    }

    @Test
    void theErrorPageHasTheNamesOfItsRequest() {
        var answer = api.with("traceparent", TRACE).get("/public/quantity?quantity=%C3");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("traceparent")).isEqualTo(TRACE);
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "<script>", "a;b", "ümlaut"})
    void aNameThatCouldDoHarmInALogIsReplaced(String name) {
        assertThat(RequestIds.takeOver(name)).isNotEqualTo(name);
        assertThat(RequestIds.takeOver("x".repeat(129))).hasSizeLessThan(40);
        assertThat(RequestIds.takeOver("x".repeat(128))).hasSize(128);
    }

    @Test
    void aTrailingSlashLeadsToTheSameWithoutARedirect() {
        assertThat(api.get("/public/hello/").status()).isEqualTo(200);
        assertThat(api.get("/things/me/").status()).isEqualTo(401);
        assertThat(api.get("/internal/ping/").status()).isEqualTo(401);
        assertThat(api.get("/public/by-id/0198f3a0-0000-7000-8000-000000000001/")
                        .status())
                .isEqualTo(200);
    }
}
