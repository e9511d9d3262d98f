package shop.kernel;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;

/**
 * An amount in the smallest unit of its currency, as Stripe counts it: 1250 EUR is twelve euros fifty, 1250 JPY is 1,250 yen.
 * Never negative; arithmetic that leaves the range of a {@code long} throws {@link ArithmeticException} instead of wrapping.
 */
public record Money(long amountMinor, Currency currency) {

    public Money {
        Objects.requireNonNull(currency, "currency");
        if (amountMinor < 0) {
            throw new IllegalArgumentException("amountMinor: " + amountMinor + " (expected: >= 0)");
        }
    }

    public static Money of(long amountMinor, String currencyCode) {
        return new Money(amountMinor, Currency.getInstance(currencyCode));
    }

    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.addExact(amountMinor, other.amountMinor), currency);
    }

    /** Throws {@link IllegalArgumentException} where the result would be negative. */
    public Money minus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.subtractExact(amountMinor, other.amountMinor), currency);
    }

    public Money times(int factor) {
        return new Money(Math.multiplyExact(amountMinor, factor), currency);
    }

    /** For people, as it stands in sentences of the API: {@code 0.20 GBP}, {@code 1250 JPY}, {@code 1.250 KWD}. */
    @Override
    public String toString() {
        return major().toPlainString() + " " + currency.getCurrencyCode();
    }

    /** For people who read a language: {@code 1,234.50 EUR}, in German {@code 1.234,50 EUR}; {@code 1,250 JPY}. */
    public String format(Locale language) {
        var number = NumberFormat.getNumberInstance(language);
        number.setMinimumFractionDigits(digits());
        number.setMaximumFractionDigits(digits());
        return number.format(major()) + " " + currency.getCurrencyCode();
    }

    private BigDecimal major() {
        return BigDecimal.valueOf(amountMinor, digits());
    }

    /** None for what is counted in no smaller unit, as JPY, and for what is no money, as XXX. */
    private int digits() {
        return Math.max(0, currency.getDefaultFractionDigits());
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
    }
}
