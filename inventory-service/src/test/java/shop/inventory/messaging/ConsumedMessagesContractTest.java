package shop.inventory.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

class ConsumedMessagesContractTest {

    static final UUID PRODUCT = UUID.fromString("019aa5f0-7a00-7000-8000-000000000002");
    static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    @Test
    void readsTheExampleOfAProduct() {
        var example = Contracts.example("product_updated", "product.updated.v1");

        assertThat(read(example).dataAs(ProductUpdatedEvent.class))
                .isEqualTo(new ProductUpdatedEvent(PRODUCT, "MUG-BLUE", 100L));
    }

    @Test
    void aProductWithoutInitialStockStartsWithNone() {
        var example = Contracts.example("product_updated", "product.updated.v1");
        ((ObjectNode) example.get("data")).putNull("initialStock");

        assertThat(read(example).dataAs(ProductUpdatedEvent.class).stockToStartWith())
                .isZero();
    }

    @Test
    void aProductWithoutASkuIsUnreadable() {
        var example = Contracts.example("product_updated", "product.updated.v1");
        ((ObjectNode) example.get("data")).remove("sku");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(ProductUpdatedEvent.class));
    }

    @Test
    void readsTheExampleOfAnOrder() {
        var example = Contracts.example("order_status", "order.status.v1");

        var event = read(example);

        assertThat(event.aggregateVersion()).isEqualTo(2);
        assertThat(event.dataAs(OrderStatusEvent.class)).isEqualTo(new OrderStatusEvent(ORDER, "CONFIRMED"));
    }

    @Test
    void readsTheExampleOfAPlacing() {
        var event = read(Contracts.example("order_placed", "order.placed.v1"));

        assertThat(event.aggregateVersion()).isEqualTo(1);
        assertThat(event.dataAs(OrderPlacedEvent.class)).isEqualTo(new OrderPlacedEvent(ORDER));
    }

    static IncomingEvent read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }
}
