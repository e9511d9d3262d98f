package shop.order.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.events.OutgoingEvent;
import shop.order.application.LiveOrders;
import shop.order.application.LivePolicy;
import shop.order.application.OrderEventPublisher;
import shop.order.application.StepLog;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.PaymentStatus;
import shop.test.Contracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishedMessagesContractTest {

    @Test
    void placingTellsTheExample() {
        assertThat(published(placed(), "order_placed")).isEqualTo(Contracts.example("order_placed", "order.placed.v1"));
    }

    @Test
    void confirmingTellsTheExample() {
        var order = placed();
        order.takeSteps();
        order.applyPayment(payment(PaymentStatus.PAID, 2), Duration.ZERO, NOW.plusSeconds(60));

        assertThat(published(order, "order_status")).isEqualTo(Contracts.example("order_status", "order.status.v1"));
    }

    /** The envelope of the one step that the order has taken, with the example's id, time and traceparent. */
    private static JsonNode published(Order order, String topic) {
        var published = new ArrayList<OutgoingEvent>();
        var publisher = new OutboxOrderEventPublisher(published::add, nobody());
        publisher.publish(order.takeSteps().stream()
                .map(step -> new OrderEventPublisher.Step(order.snapshot(), step, step.version()))
                .toList());

        assertThat(published).extracting(OutgoingEvent::topic).containsExactly(topic);
        var example = Contracts.example("order_placed", "order.placed.v1");
        var envelope = published
                .getFirst()
                .envelope(
                        UUID.fromString(example.get("id").stringValue()),
                        "/order-service",
                        NOW,
                        example.get("traceparent").stringValue());
        return JsonMapper.shared().readTree(envelope);
    }

    private static LiveOrders nobody() {
        var policy = new LivePolicy(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
        return new LiveOrders(new NoSteps(), policy, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    private static final class NoSteps implements StepLog {

        @Override
        public long end(CustomerId customer) {
            return 0;
        }

        @Override
        public List<Entry> after(CustomerId customer, long position, int atMost) {
            return List.of();
        }
    }

    @Test
    void theFeedReadsOfBothWhoseTheyAreAndOfWhichStep() {
        for (var example : List.of(
                Contracts.example("order_placed", "order.placed.v1"),
                Contracts.example("order_status", "order.status.v1"))) {
            assertThat(OrderFeed.update(example.toString().getBytes(StandardCharsets.UTF_8)))
                    .contains(new OrderFeed.Update(
                            CUSTOMER,
                            new OrderId(UUID.fromString(example.get("subject").stringValue())),
                            example.get("aggregateversion").longValue()));
        }
        for (var unreadable : List.of(
                "[]",
                "{}",
                "{\"data\": {}, \"userId\": \"x\"}",
                "{\"subject\": {\"a\": [1]}, \"aggregateversion\": 1, \"data\": {\"userId\": \"" + CUSTOMER.value()
                        + "\"}}",
                "{\"subject\": \"" + CUSTOMER.value()
                        + "\", \"aggregateversion\": 1, \"data\": {\"user\": {\"userId\": \"" + CUSTOMER.value()
                        + "\"}}}")) {
            assertThat(OrderFeed.update(unreadable.getBytes(StandardCharsets.UTF_8)))
                    .as(unreadable)
                    .isEmpty();
        }
    }
}
