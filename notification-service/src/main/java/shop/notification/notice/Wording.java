package shop.notification.notice;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import shop.kernel.Money;

/** Puts notices into words, the same in the shop and in mails. */
@Component
public class Wording {

    /** One language for now; the words are in a bundle, so that another one is a file and not a change of code. */
    private static final Locale LANGUAGE = Locale.ENGLISH;

    private final MessageSource messages;

    Wording(MessageSource messages) {
        this.messages = messages;
    }

    public String title(Notice notice) {
        return messages.getMessage(notice.kind() + ".title", arguments(notice), LANGUAGE);
    }

    public String text(Notice notice) {
        return messages.getMessage(notice.kind() + ".text", arguments(notice), LANGUAGE);
    }

    /** An amount as people write it: {@code 12.50 EUR}, {@code 1250 JPY}. */
    public static String amount(Money money) {
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        return BigDecimal.valueOf(money.amountMinor(), digits).toPlainString() + " "
                + money.currency().getCurrencyCode();
    }

    private static Object[] arguments(Notice notice) {
        return new Object[] {text(notice.orderId()), notice.amount() == null ? "" : amount(notice.amount())};
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
