package shop.cart.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.cart.messaging.OrderStatusListener.Item;
import shop.cart.messaging.OrderStatusListener.OrderStatus;
import shop.cart.messaging.ProductUpdatedListener.ProductUpdated;
import shop.cart.messaging.StockChangedListener.StockChanged;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.kernel.Money;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

class ConsumedMessagesContractTest {

    @Test
    void readsTheExampleOfAProduct() {
        var example = Contracts.example("product_updated", "product.updated.v1");

        assertThat(read(example).dataAs(ProductUpdated.class))
                .isEqualTo(new ProductUpdated("MUG-BLUE", "Blue mug", Money.of(1250, "EUR"), false));
    }

    @Test
    void readsTheExampleOfAnOrder() {
        var example = Contracts.example("order_status", "order.status.v1");

        assertThat(read(example).dataAs(OrderStatus.class))
                .isEqualTo(new OrderStatus(
                        UUID.fromString("019aa5f0-7a00-7000-8000-000000000001"),
                        "CONFIRMED",
                        List.of(new Item(UUID.fromString("019aa5f0-7a00-7000-8000-000000000002"), 2))));
    }

    @Test
    void readsTheExampleOfAStock() {
        var example = Contracts.example("stock_changed", "stock.changed.v1");

        assertThat(read(example).dataAs(StockChanged.class)).isEqualTo(new StockChanged(98L));
    }

    @Test
    void doesNotGuessWhatAStockLeavesOut() {
        var example = Contracts.example("stock_changed", "stock.changed.v1");
        ((ObjectNode) example.get("data")).remove("available");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(StockChanged.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sku", "name", "price", "archived"})
    void doesNotGuessWhatAProductLeavesOut(String field) {
        var example = Contracts.example("product_updated", "product.updated.v1");
        ((ObjectNode) example.get("data")).remove(field);

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(ProductUpdated.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId", "status", "items"})
    void doesNotGuessWhatAnOrderLeavesOut(String field) {
        var example = Contracts.example("order_status", "order.status.v1");
        ((ObjectNode) example.get("data")).remove(field);

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(OrderStatus.class));
    }

    @Test
    void takesNoNegativeQuantity() {
        var example = Contracts.example("order_status", "order.status.v1");
        ((ObjectNode) example.at("/data/items/0")).put("quantity", -2);

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(OrderStatus.class));
    }

    private static IncomingEvent read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }
}
