package shop.storefront.shell;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;
import shop.kernel.Money;

/** Money, figures and times as people of a language write them. */
public final class Format {

    private final Locale locale;
    private final ZoneId zone;

    public Format(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.zone = zone;
    }

    public String money(Money money) {
        var format = NumberFormat.getCurrencyInstance(locale);
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        format.setCurrency(money.currency());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(money.amountMinor(), digits));
    }

    /** Without the currency and with a dot, as programs read it: {@code 12.50}. */
    public static String plain(Money money) {
        return BigDecimal.valueOf(
                        money.amountMinor(), Math.max(0, money.currency().getDefaultFractionDigits()))
                .toPlainString();
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    public String dateTime(Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(at.atZone(zone))
                + " " + zone.getDisplayName(TextStyle.SHORT, locale);
    }

    public String date(Instant at) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(at.atZone(zone));
    }
}
