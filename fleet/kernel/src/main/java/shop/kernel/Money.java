package shop.kernel;

import java.util.Currency;
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

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
    }
}
