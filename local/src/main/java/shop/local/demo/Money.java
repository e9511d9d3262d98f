package shop.local.demo;

import java.math.BigDecimal;
import java.util.Currency;

/** An amount as the API writes it: in the smallest unit of its currency. */
public record Money(long amountMinor, String currency) {

    /**
     * @param amount as catalogs write it, for example {@code 12.50}
     * @throws IllegalArgumentException if it is no amount of this currency
     */
    static Money parse(String amount, String currency) {
        try {
            var digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return new Money(
                    new BigDecimal(amount.strip()).movePointRight(digits).longValueExact(), currency);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("price '" + amount + "' is not a number", noNumber);
        } catch (ArithmeticException tooFine) {
            throw new IllegalArgumentException(
                    "price '" + amount + "' is finer than " + currency + " has coins", tooFine);
        } catch (IllegalArgumentException noCurrency) {
            throw new IllegalArgumentException("'" + currency + "' is no currency", noCurrency);
        }
    }

    Money times(long count) {
        return new Money(Math.multiplyExact(amountMinor, count), currency);
    }

    Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
        return new Money(Math.addExact(amountMinor, other.amountMinor), currency);
    }

    /** For people: {@code 1,234.50 GBP}. */
    @Override
    public String toString() {
        var digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        return "%,.{digits}f %s"
                .replace("{digits}", Integer.toString(digits))
                .formatted(BigDecimal.valueOf(amountMinor, digits), currency);
    }
}
