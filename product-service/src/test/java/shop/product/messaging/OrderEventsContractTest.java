package shop.product.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.product.messaging.OrderListener.Item;
import shop.product.messaging.OrderListener.OrderEvent;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

class OrderEventsContractTest {

    private static final UUID CUSTOMER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000001");
    private static final UUID PRODUCT = UUID.fromString("019aa5f0-7a00-7000-8000-000000000002");
    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    @Test
    void readsTheExampleOfANewOrder() {
        var order = read(Contracts.example("order_placed", "order.placed.v1")).dataAs(OrderEvent.class);

        assertThat(order).isEqualTo(new OrderEvent(ORDER, CUSTOMER, null, List.of(new Item(PRODUCT))));
        assertThat(order.counts()).isTrue();
    }

    @Test
    void readsTheExampleOfAStep() {
        var order = read(Contracts.example("order_status", "order.status.v1")).dataAs(OrderEvent.class);

        assertThat(order).isEqualTo(new OrderEvent(ORDER, CUSTOMER, "CONFIRMED", List.of(new Item(PRODUCT))));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, true",
        "CONFIRMED, true",
        "SHIPPED, true",
        "DELIVERED, true",
        "ON_HOLD, true",
        "CANCELLED, false",
        "EXPIRED, false"
    })
    void whatIsNeitherCancelledNorExpiredCounts(String status, boolean counts) {
        assertThat(new OrderEvent(ORDER, CUSTOMER, status, List.of()).counts()).isEqualTo(counts);
    }

    @Test
    void anOrderWithoutACustomerIsUnreadable() {
        var example = Contracts.example("order_status", "order.status.v1");
        ((ObjectNode) example.get("data")).remove("userId");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(OrderEvent.class));
    }

    private static IncomingEvent read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }
}
