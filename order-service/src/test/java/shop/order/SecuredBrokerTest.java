package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.placed;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import shop.order.application.Orders;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.test.SecuredKafka;
import shop.test.TestTokens;

/** The whole service on a broker that knows users, with the rights of {@code access.txt} and no more. */
@ExtendWith(OutputCaptureExtension.class)
class SecuredBrokerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void anOrderIsPublishedReadByTheOrderFeedAndPushedToItsCustomer(CapturedOutput output) throws Exception {
        var kafka = SecuredKafka.shared();
        var settings = new HashMap<>(kafka.settings("order-service"));
        // Only the feed can wake the stream within the test.
        settings.put("ORDER_LIVE_BEAT", "1h");
        var customer = UUID.randomUUID();
        try (var service = kafka.start(OrderServiceApplication.class, settings);
                var http = HttpClient.newHttpClient()) {
            var port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/orders/stream"))
                    .header("Accept", "text/event-stream")
                    .header("Authorization", TestTokens.user(customer))
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var stream = new LiveUpdatesTest.Stream(answer.body())) {
                var order = new OrderId(UUID.randomUUID());
                var now = Instant.now();
                service.getBean(Orders.class)
                        .add(placed(order, new CustomerId(customer), now.plusSeconds(3600), now), Map.of(), UNPAID);

                await("the order in the stream")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(stream.messages)
                                .extracting(message -> message.get("orderId").asString())
                                .containsExactly(order.value().toString()));
            }
            await("partitions for each listener")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.getBean(KafkaListenerEndpointRegistry.class)
                                    .getListenerContainers())
                            .isNotEmpty()
                            .allSatisfy(listener ->
                                    assertThat(listener.getAssignedPartitions()).isNotEmpty()));
            await("the denied accounts")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(output).contains("user_status is read"));
        }
        assertThat(output).doesNotContain(kafka.password("order-service"));
    }
}
