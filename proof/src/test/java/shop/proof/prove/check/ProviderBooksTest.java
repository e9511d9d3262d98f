package shop.proof.prove.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProviderBooksTest {

    private final ProviderBooks books = new ProviderBooks(Map.of("STRIPE", json("""
            {"currencies": {"EUR": {"captured": 700, "captures": 2, "refunded": 100}},
             "orders": {"a": {"captures": 1, "captured": 500, "refunded": 100, "currency": "EUR"},
                        "b": {"captures": 1, "captured": 200, "refunded": 0, "currency": "EUR"}},
             "webhooks": {"pending": 2}}"""), "RAZORPAY", json("""
            {"orders": {"b": {"captures": 1, "captured": 200, "refunded": 200, "currency": "EUR"},
                        "c": {"captures": 1, "captured": 9000, "refunded": 0, "currency": "INR"}},
             "webhooks": {"pending": 3}}""")));

    @Test
    void anOrderThatTwoProvidersChargedHasBothSums() {
        assertThat(books.together().at("/orders/b").toString()).isEqualTo("""
                {"captures":2,"captured":400,"refunded":200,"currency":"EUR"}""");
        assertThat(books.together().at("/orders/a/captured").asLong()).isEqualTo(500);
        assertThat(books.together().at("/orders/c/currency").asString()).isEqualTo("INR");
    }

    @Test
    void balancesOfAllProvidersAreAddedPerCurrency() {
        assertThat(books.together().at("/currencies/EUR/captured").asLong()).isEqualTo(900);
        assertThat(books.together().at("/currencies/EUR/refunded").asLong()).isEqualTo(300);
        assertThat(books.together().at("/currencies/INR/captured").asLong()).isEqualTo(9000);
    }

    @Test
    void webhooksThatWaitAtAnyProviderWait() {
        assertThat(books.together().at("/webhooks/pending").asLong()).isEqualTo(5);
    }

    @Test
    void twoCurrenciesForOneOrderAreNoneThatAnOrderHas() {
        var mixed = new ProviderBooks(
                Map.of(
                        "STRIPE",
                                json(
                                        "{\"orders\": {\"a\": {\"captures\": 1, \"captured\": 5, \"refunded\": 0, \"currency\": \"EUR\"}}}"),
                        "RAZORPAY",
                                json(
                                        "{\"orders\": {\"a\": {\"captures\": 1, \"captured\": 5, \"refunded\": 0, \"currency\": \"INR\"}}}")));

        assertThat(mixed.together().at("/orders/a/currency").asString()).contains("EUR", "INR", "+");
    }

    @Test
    void eachProviderKeepsItsOwn() {
        assertThat(books.order("STRIPE", "b").path("refunded").asLong()).isZero();
        assertThat(books.order("RAZORPAY", "b").path("refunded").asLong()).isEqualTo(200);
        assertThat(books.order("RAZORPAY", "a").isMissingNode()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> books.order("PAYPAL", "a"))
                .withMessageContaining("PAYPAL");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
