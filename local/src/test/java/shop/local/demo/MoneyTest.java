package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"0.85,GBP,85", "165,EUR,16500", "165.00,EUR,16500", "-1.5,EUR,-150", "700,JPY,700", "1.234,KWD,1234"})
    void readsAmountsAsCatalogsWriteThem(String amount, String currency, long minor) {
        assertThat(Money.parse(amount, currency)).isEqualTo(new Money(minor, currency));
    }

    @ParameterizedTest
    @CsvSource({
        "0.855,GBP,finer",
        "cheap,GBP,not a number",
        "'',GBP,not a number",
        "1,XYZ0,no currency",
        "7.5,JPY,finer"
    })
    void saysWhyItIsNoAmount(String amount, String currency, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Money.parse(amount, currency))
                .withMessageContaining(why);
    }

    @Test
    void printsForPeople() {
        assertThat(new Money(123_450, "GBP")).hasToString("1,234.50 GBP");
        assertThat(new Money(700, "JPY")).hasToString("700 JPY");
    }

    @Test
    void doesNotAddEurosToPounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(1, "EUR").plus(new Money(1, "GBP")));
    }
}
