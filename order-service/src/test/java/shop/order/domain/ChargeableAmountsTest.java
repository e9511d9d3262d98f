package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.kernel.Money;

class ChargeableAmountsTest {

    final ChargeableAmounts amounts = ChargeableAmounts.parse("EUR:50, GBP:30-2000,JPY:50");

    @ParameterizedTest
    @CsvSource({"50,EUR", "99999999,EUR", "30,GBP", "2000,GBP", "50,JPY", "0,EUR", "0,DEM"})
    void betweenTheBoundsOrNothingAtAllIsCharged(long amount, String currency) {
        amounts.require(Money.of(amount, currency));
    }

    @ParameterizedTest
    @CsvSource({
        "49,EUR,0.49 EUR cannot be charged (expected: from 0.50 EUR to 999999.99 EUR)",
        "100000000,EUR,1000000.00 EUR cannot be charged (expected: from 0.50 EUR to 999999.99 EUR)",
        "20,GBP,0.20 GBP cannot be charged (expected: from 0.30 GBP to 20.00 GBP)",
        "2001,GBP,20.01 GBP cannot be charged (expected: from 0.30 GBP to 20.00 GBP)",
        "49,JPY,49 JPY cannot be charged (expected: from 50 JPY to 99999999 JPY)",
        "9223372036854775807,JPY,9223372036854775807 JPY cannot be charged (expected: from 50 JPY to 99999999 JPY)",
        "1000,DEM,10.00 DEM cannot be charged (nothing can be in DEM)",
        "1000,HRK,10.00 HRK cannot be charged (nothing can be in HRK)",
        "1000,BYR,1000 BYR cannot be charged (nothing can be in BYR)"
    })
    void everythingElseIsRefusedInWordsForPeople(long amount, String currency, String message) {
        assertThatExceptionOfType(OrderException.AmountNotChargeable.class)
                .isThrownBy(() -> amounts.require(Money.of(amount, currency)))
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.minimum() == null).isEqualTo(amounts.of(currency) == null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EUR", "EUR:", "eur:50", "EUR:0", "EUR:50-49", "EUR:50,", "EUR:-1", "EUR:5e1"})
    void boundsThatCannotBeReadFailTheStart(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ChargeableAmounts.parse(text));
    }

    @Test
    void spacesAreAllowed() {
        assertThat(amounts.currencies()).containsExactly("EUR", "GBP", "JPY");
    }
}
