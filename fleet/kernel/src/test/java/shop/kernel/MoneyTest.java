package shop.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "20, GBP, 0.20 GBP",
        "0, GBP, 0.00 GBP",
        "5, EUR, 0.05 EUR",
        "900, GBP, 9.00 GBP",
        "123456, EUR, 1234.56 EUR",
        "1250, JPY, 1250 JPY",
        "0, JPY, 0 JPY",
        "1250, KWD, 1.250 KWD",
        "5, KWD, 0.005 KWD",
        "9223372036854775807, USD, 92233720368547758.07 USD",
        "7, XXX, 7 XXX"
    })
    void isWrittenForPeopleInASentence(long minor, String currency, String written) {
        assertThat("Pay " + Money.of(minor, currency)).isEqualTo("Pay " + written);
    }

    @ParameterizedTest
    @CsvSource({
        "1250, EUR, en, 12.50 EUR",
        "5, EUR, de, '0,05 EUR'",
        "123456, EUR, de, '1.234,56 EUR'",
        "125000, JPY, en, '125,000 JPY'",
        "1250, KWD, de, '1,250 KWD'",
        "9223372036854775807, USD, en, '92,233,720,368,547,758.07 USD'"
    })
    void isWrittenAsALanguageHasIt(long minor, String currency, Locale language, String written) {
        assertThat(Money.of(minor, currency).format(language)).isEqualTo(written);
    }
}
