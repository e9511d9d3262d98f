package shop.inventory.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.events.OutgoingEvent;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.test.Contracts;
import tools.jackson.databind.json.JsonMapper;

class StockMessageContractTest {

    @Test
    void whatIsToldIsTheExample() {
        var published = new ArrayList<OutgoingEvent>();
        var example = Contracts.example("stock_changed", "stock.changed.v1");
        var product = new ProductId(UUID.fromString(example.get("subject").stringValue()));

        new OutboxStockEventPublisher(published::add)
                .publish(List.of(Stock.restore(product, "MUG-BLUE", 1, 100, 2, 7)), NOW);

        assertThat(published).singleElement().satisfies(event -> {
            assertThat(event.topic()).isEqualTo("stock_changed");
            var envelope = event.envelope(
                    UUID.fromString(example.get("id").stringValue()),
                    "/inventory-service",
                    NOW,
                    example.get("traceparent").stringValue());
            assertThat(JsonMapper.shared().readTree(envelope)).isEqualTo(example);
        });
    }

    @Test
    void tellsTheVersionOfTheStock() {
        var stock = Stock.first(MUG, "MUG-BLUE", 1, 5, NOW);
        var published = new ArrayList<OutgoingEvent>();

        new OutboxStockEventPublisher(published::add).publish(List.of(stock), NOW);

        assertThat(published).extracting(OutgoingEvent::aggregateVersion).isEqualTo(List.of(1L));
    }
}
