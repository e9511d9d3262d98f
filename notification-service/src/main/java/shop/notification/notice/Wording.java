package shop.notification.notice;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import shop.kernel.Money;

/** Puts notices into words, the same in the shop, in mails and in short messages. */
@Component
public class Wording {

    /** Each has its bundle, {@code wording_<language>.properties}; that of English is the one without a language. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    private final MessageSource messages;

    Wording(MessageSource messages) {
        this.messages = messages;
    }

    public String title(Notice notice, Locale language) {
        return messages.getMessage(notice.kind() + ".title", arguments(notice, language), language);
    }

    public String text(Notice notice, Locale language) {
        return messages.getMessage(notice.kind() + ".text", arguments(notice, language), language);
    }

    /** A word of the mail around a notice. */
    public String word(String key, Locale language, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }

    /** An amount as people write it: {@code 1,234.50 EUR}, in German {@code 1.234,50 EUR}; {@code 1,250 JPY}. */
    public static String amount(Money money, Locale language) {
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        var number = NumberFormat.getNumberInstance(language);
        number.setMinimumFractionDigits(digits);
        number.setMaximumFractionDigits(digits);
        return number.format(BigDecimal.valueOf(money.amountMinor(), digits)) + " "
                + money.currency().getCurrencyCode();
    }

    /** A day as people write it, in UTC. */
    public static String day(Instant instant, Locale language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    private static Object[] arguments(Notice notice, Locale language) {
        return new Object[] {text(notice.orderId()), notice.amount() == null ? "" : amount(notice.amount(), language)};
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
