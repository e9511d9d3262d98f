package shop.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void addsAndSubtractsInOneCurrency() {
        assertThat(Money.of(1250, "EUR").plus(Money.of(250, "EUR"))).isEqualTo(Money.of(1500, "EUR"));
        assertThat(Money.of(1250, "EUR").minus(Money.of(250, "EUR"))).isEqualTo(Money.of(1000, "EUR"));
    }

    @Test
    void multipliesByAQuantity() {
        assertThat(Money.of(333, "JPY").times(3)).isEqualTo(Money.of(999, "JPY"));
    }

    @Test
    void rejectsAMixOfCurrencies() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Money.of(1, "EUR").plus(Money.of(1, "USD")))
                .withMessage("currency: USD (expected: EUR)");
    }

    @Test
    void rejectsANegativeAmount() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Money.of(-1, "EUR"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Money.of(1, "EUR").minus(Money.of(2, "EUR")));
    }

    @Test
    void throwsInsteadOfWrapping() {
        var most = Money.of(Long.MAX_VALUE, "EUR");

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> most.plus(Money.of(1, "EUR")));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> most.times(2));
    }
}
