package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.kernel.Money;
import shop.payment.application.ProviderRefusedException;

class StripeMoneyTest {

    /** The special cases are those of Stripe's page on currencies. */
    @ParameterizedTest
    @CsvSource({
        "2500, EUR, 2500, eur",
        "500,  JPY, 500,  jpy",
        "500,  ISK, 50000, isk",
        "500,  UGX, 50000, ugx",
        "500,  MGA, 5,    mga",
        "5120, KWD, 5120, kwd",
        "2500, HUF, 2500, huf"
    })
    void writesSumsAsStripeDoesAndReadsThemBack(long ours, String currency, long stripes, String code) {
        var money = Money.of(ours, currency);

        assertThat(StripeMoney.minor(money)).isEqualTo(stripes);
        assertThat(StripeMoney.currency(money)).isEqualTo(code);
        assertThat(StripeMoney.of(stripes, code)).isEqualTo(money);
    }

    @Test
    void refusesWhatStripeCannotWrite() {
        assertThatExceptionOfType(ProviderRefusedException.class)
                .isThrownBy(() -> StripeMoney.minor(Money.of(501, "MGA")));
        assertThatExceptionOfType(ProviderRefusedException.class)
                .isThrownBy(() -> StripeMoney.minor(Money.of(5123, "KWD")));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> StripeMoney.of(501, "isk"));
    }
}
