package shop.order.domain;

import java.math.BigDecimal;
import shop.kernel.Money;

/** Writes money for people. */
final class MoneyText {

    private MoneyText() {}

    /** Such as {@code 0.20 GBP}. */
    static String of(Money money) {
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        return BigDecimal.valueOf(money.amountMinor(), digits).toPlainString() + " "
                + money.currency().getCurrencyCode();
    }
}
