package shop.order.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.messaging.OutgoingEvent;
import shop.order.domain.Order;
import shop.order.domain.PaymentStatus;
import shop.test.Contracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ToldMessagesContractTest {

    @Test
    void placingTellsTheExample() {
        assertThat(told(placed(), "order_placed")).isEqualTo(Contracts.example("order_placed", "order.placed.v1"));
    }

    @Test
    void confirmingTellsTheExample() {
        var order = placed();
        order.takeSteps();
        order.hear(payment(PaymentStatus.PAID, 2), NOW.plusSeconds(60));

        assertThat(told(order, "order_status")).isEqualTo(Contracts.example("order_status", "order.status.v1"));
    }

    /** The envelope of the one step that the order has taken, with the example's id, time and traceparent. */
    private static JsonNode told(Order order, String topic) {
        var told = new ArrayList<OutgoingEvent>();
        var news = new OutboxOrderNews(told::add);
        order.takeSteps().forEach(step -> news.tell(order.snapshot(), step));

        assertThat(told).extracting(OutgoingEvent::topic).containsExactly(topic);
        var example = Contracts.example("order_placed", "order.placed.v1");
        var envelope = told.getFirst()
                .envelope(
                        UUID.fromString(example.get("id").stringValue()),
                        "/order-service",
                        NOW,
                        example.get("traceparent").stringValue());
        return JsonMapper.shared().readTree(envelope);
    }
}
