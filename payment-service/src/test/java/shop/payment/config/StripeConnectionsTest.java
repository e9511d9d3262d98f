package shop.payment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.payment.application.DeclineLimits;
import shop.payment.application.ReconcilePolicy;
import shop.payment.support.ProviderSamples;

/** A handshake with the provider costs more than a call: connections are used again, also after a refusal. */
class StripeConnectionsTest {

    final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    HttpServer provider;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/v1/payment_intents/pi_1", exchange -> answer(exchange, 200, """
                {"id":"pi_1","object":"payment_intent","status":"succeeded"}"""));
        provider.createContext("/v1/payment_intents/pi_2", exchange -> answer(exchange, 404, """
                {"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such intent"}}"""));
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @Test
    void callsFollowEachOtherOnOneConnection() throws StripeException {
        var second = Duration.ofSeconds(1);
        var stripe = new PaymentConfiguration()
                .stripeClient(new PaymentProperties(
                        URI.create("http://shop.test"),
                        null,
                        second,
                        second,
                        second,
                        second,
                        1,
                        1,
                        1,
                        1,
                        second,
                        second,
                        second,
                        new DeclineLimits(8, 20, Duration.ofHours(1)),
                        new ReconcilePolicy(second, second, second, second, second),
                        ProviderSamples.STRIPE_ALONE,
                        new PaymentProperties.Stripe(
                                "sk_test_1",
                                URI.create("http://127.0.0.1:"
                                        + provider.getAddress().getPort()),
                                null,
                                List.of("whsec_1"),
                                second,
                                second,
                                second.multipliedBy(10),
                                0,
                                List.of("card")),
                        ProviderSamples.NO_RAZORPAY));
        for (var i = 0; i < 5; i++) {
            assertThat(stripe.v1().paymentIntents().retrieve("pi_1").getStatus())
                    .isEqualTo("succeeded");
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> stripe.v1().paymentIntents().retrieve("pi_2"));
        }

        assertThat(connections).hasSize(1);
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            connections.add(exchange.getRemoteAddress().getPort());
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
