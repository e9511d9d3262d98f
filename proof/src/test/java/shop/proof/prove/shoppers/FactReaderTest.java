package shop.proof.prove.shoppers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FactReaderTest {

    @ParameterizedTest
    @EnumSource(
            value = Intent.class,
            names = {"ORDER", "FLASH_ORDER", "READ_ORDER", "CANCEL", "SHIP"})
    void readsAnOrder(Intent intent) {
        var facts = FactReader.read(intent, Facts.NONE, json("""
                {"id": "o-1", "status": "CONFIRMED", "paymentStatus": "PAID", "version": 3,
                 "total": {"amountMinor": 1250, "currency": "EUR"}}"""));

        assertThat(facts)
                .isEqualTo(Facts.NONE
                        .withOrder("o-1")
                        .withStatus("CONFIRMED", "PAID", 3)
                        .withAmount(1250, "EUR"));
    }

    @Test
    void readsAPaymentWithItsOrder() {
        var facts = FactReader.read(Intent.PAY, Facts.NONE.withOrder("o-1"), json("""
                {"id": "p-1", "orderId": "o-1", "status": "PAID", "version": 2,
                 "amount": {"amountMinor": 1250, "currency": "EUR"}}"""));

        assertThat(facts)
                .isEqualTo(Facts.NONE
                        .withOrder("o-1")
                        .withPayment("p-1")
                        .withStatus("PAID", "", 2)
                        .withAmount(1250, "EUR"));
    }

    @Test
    void keepsOfAnAdjustmentWhatWasAskedFor() {
        var about = Facts.NONE.withProduct("x-1").withAmount(-3, "");

        var facts = FactReader.read(Intent.ADJUST_STOCK, about, json("""
                {"productId": "x-1", "sku": "MUG", "available": 7, "onHand": 9, "held": 2, "version": 12}"""));

        assertThat(facts).isEqualTo(about.withStatus("", "", 12));
    }

    @Test
    void keepsNoRefreshTokenButItsHash() {
        var facts = FactReader.read(Intent.LOG_IN, Facts.NONE, json("""
                {"accessToken": "a", "refreshToken": "secret"}"""));

        assertThat(facts.session()).isEqualTo("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
        assertThat(facts.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource(Intent.class)
    void readsAnAnswerWithoutABody(Intent intent) {
        assertThat(FactReader.read(
                                intent,
                                Facts.NONE.withOrder("o-1"),
                                JsonMapper.shared().createObjectNode())
                        .order())
                .isEqualTo("o-1");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
