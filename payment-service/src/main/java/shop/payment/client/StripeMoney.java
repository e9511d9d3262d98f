package shop.payment.client;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import shop.kernel.Money;
import shop.payment.application.ProviderRefusedException;

/**
 * Sums as Stripe writes them: in minor units, which for a few currencies are not those of ISO 4217
 * (<a href="https://docs.stripe.com/currencies">docs.stripe.com/currencies</a>).
 */
final class StripeMoney {

    /** Where Stripe has other decimals than the standard. */
    private static final Map<String, Integer> DECIMALS = Map.of("ISK", 2, "MGA", 0, "UGX", 2);

    private StripeMoney() {}

    /**
     * The sum in Stripe's minor units.
     *
     * @throws ProviderRefusedException if Stripe cannot write it
     */
    static long minor(Money money) {
        var currency = money.currency();
        try {
            var minor = BigDecimal.valueOf(money.amountMinor(), currency.getDefaultFractionDigits())
                    .movePointRight(decimals(currency))
                    .setScale(0, RoundingMode.UNNECESSARY)
                    .longValueExact();
            if (decimals(currency) == 3 && minor % 10 != 0) {
                throw new ArithmeticException("the last of three decimals must be 0");
            }
            return minor;
        } catch (ArithmeticException unwritable) {
            throw new ProviderRefusedException(
                    "invalid_charge_amount",
                    "Stripe cannot charge " + money + ": " + unwritable.getMessage(),
                    unwritable);
        }
    }

    /**
     * The sum that Stripe names.
     *
     * @throws IllegalArgumentException if there is no such currency, or no such sum in it
     */
    static Money of(long minor, String code) {
        var currency = Currency.getInstance(code.toUpperCase(Locale.ROOT));
        try {
            return new Money(
                    BigDecimal.valueOf(minor, decimals(currency))
                            .movePointRight(currency.getDefaultFractionDigits())
                            .setScale(0, RoundingMode.UNNECESSARY)
                            .longValueExact(),
                    currency);
        } catch (ArithmeticException unwritable) {
            throw new IllegalArgumentException(minor + " " + code + " is no sum in minor units", unwritable);
        }
    }

    /** The currency's code as Stripe writes it. */
    static String currency(Money money) {
        return money.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    private static int decimals(Currency currency) {
        return DECIMALS.getOrDefault(currency.getCurrencyCode(), currency.getDefaultFractionDigits());
    }
}
