package shop.payment.client;

import java.util.Currency;
import java.util.Locale;
import shop.kernel.Money;
import shop.payment.application.ProviderRefusedException;

/** Sums as Razorpay writes them: in the smallest unit of ISO 4217; where that has three decimals, the last one must be 0. */
final class RazorpayMoney {

    private RazorpayMoney() {}

    /** @throws ProviderRefusedException if Razorpay cannot write it */
    static long minor(Money money) {
        if (money.currency().getDefaultFractionDigits() == 3 && money.amountMinor() % 10 != 0) {
            var reason = new ArithmeticException("the last of three decimals must be 0");
            throw new ProviderRefusedException(
                    "invalid_charge_amount", "Razorpay cannot charge " + money + ": " + reason.getMessage(), reason);
        }
        return money.amountMinor();
    }

    /** @throws IllegalArgumentException if there is no such currency */
    static Money of(long minor, String code) {
        return new Money(minor, Currency.getInstance(code.toUpperCase(Locale.ROOT)));
    }
}
