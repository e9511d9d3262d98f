package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.payment.application.ProviderRefusedException;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.support.ProviderSamples;

/** What answers in Stripe's place, or is cut short on the way, is no refusal: money may have moved. */
class StripeAnswersTest {

    private static final String HTML = "<html><body>Access denied</body></html>";
    private static final String REFUSAL =
            "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"resource_missing\", \"message\": \"No such refund\"}}";

    private final CircuitBreaker breaker = CircuitBreaker.of(
            "stripe",
            CircuitBreakerConfig.custom()
                    .recordException(ProviderUnavailableException.class::isInstance)
                    .build());
    private HttpServer server;
    private int status;
    private String body = "";
    private StripePayments stripe;

    @BeforeEach
    void answerInItsPlace() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        var client = new StripeClient.StripeClientBuilder()
                .setApiKey("sk_test_1")
                .setApiBase("http://127.0.0.1:" + server.getAddress().getPort())
                .setMaxNetworkRetries(0)
                .build();
        stripe = new StripePayments(
                client,
                breaker,
                ProviderSamples.properties(ProviderSamples.stripe(), ProviderSamples.NO_RAZORPAY),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 402, 403, 404, 407, 408, 409, 429, 500, 502, 503, 504})
    void aPageOfSomebodyElseIsNoRefusal(int status) {
        answer(status, HTML);

        requireUnavailable();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 402, 403, 404, 429, 500, 502, 503, 504})
    void neitherIsAnAnswerWithoutABody(int status) {
        answer(status, "");

        requireUnavailable();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "\"error\"",
                "{}",
                "{\"error\": null}",
                "{\"error\": \"no\"}",
                "{\"error\": {",
                "{\"message\": \"no\"}"
            })
    void norJsonThatIsNoError(String body) {
        answer(403, body);

        requireUnavailable();
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "409", "429", "500"})
    void norWhatPassesOrIsOurOwnFault(int status) {
        answer(status, REFUSAL);

        requireUnavailable();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 404})
    void whatStripeSaysIs(int status) {
        answer(status, REFUSAL);

        assertThatExceptionOfType(ProviderRefusedException.class)
                .isThrownBy(() -> stripe.retrieveRefund("re_1"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("resource_missing"));
    }

    @Test
    void theBreakerLearnsOfAnswersThatCannotBeRead() {
        answer(503, "");

        requireUnavailable();

        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    }

    private void answer(int status, String body) {
        this.status = status;
        this.body = body;
    }

    private void requireUnavailable() {
        assertThatThrownBy(() -> stripe.retrieveRefund("re_1")).isInstanceOf(ProviderUnavailableException.class);
    }
}
