package shop.product.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.product.messaging.StockChangedListener.StockChanged;
import shop.test.Contracts;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StockChangedContractTest {

    @Test
    void readsTheContractsExample() {
        assertThat(read(Contracts.example("stock_changed", "stock.changed.v1"))).isEqualTo(new StockChanged(98));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "null", "\"many\""})
    void doesNotGuessWhatIsNoNumberOfThings(String available) {
        var example = Contracts.example("stock_changed", "stock.changed.v1");
        ((ObjectNode) example.get("data")).set("available", JsonMapper.shared().readTree(available));

        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> read(example));
    }

    @Test
    void doesNotGuessWhatIsMissing() {
        var example = Contracts.example("stock_changed", "stock.changed.v1");
        ((ObjectNode) example.get("data")).remove("available");

        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> read(example));
    }

    private static StockChanged read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8))
                .dataAs(StockChanged.class);
    }
}
