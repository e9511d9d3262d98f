package shop.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ContractsTest {

    @ParameterizedTest
    @CsvSource({
        "order_placed, order.placed.v1",
        "order_status, order.status.v1",
        "payment_status, payment.status.v1",
        "product_updated, product.updated.v1",
        "user_registered, user.registered.v1",
        "stock_changed, stock.changed.v1",
        "user_status, user.status.v1"
    })
    void everyExampleKeepsItsContractAndABrokenOneIsFound(String topic, String type) {
        var example = Contracts.example(topic, type);
        assertThatCode(() -> Contracts.assertValid(topic, example)).doesNotThrowAnyException();

        var withoutVersion = example.deepCopy();
        withoutVersion.remove("aggregateversion");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Contracts.assertValid(topic, withoutVersion))
                .withMessageContaining("aggregateversion");

        var withAnOddId = example.deepCopy();
        withAnOddId.put("id", "no uuid");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Contracts.assertValid(topic, withAnOddId));

        var withoutItsFirstField = example.deepCopy();
        var data = (ObjectNode) withoutItsFirstField.get("data");
        data.remove(data.propertyNames().iterator().next());
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Contracts.assertValid(topic, withoutItsFirstField));
    }
}
