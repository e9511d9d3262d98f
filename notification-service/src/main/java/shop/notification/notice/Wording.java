package shop.notification.notice;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;

/** Puts notices into words, the same in the shop, in mails and in short messages. */
@Component
public class Wording {

    /** Each has its bundle, {@code wording_<language>.properties}; that of English is the one without a language. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    private final MessageSource messages;
    private final ZoneId zone;

    @Autowired
    Wording(MessageSource messages, NotificationProperties properties) {
        this(messages, properties.timeZone());
    }

    Wording(MessageSource messages, ZoneId zone) {
        this.messages = messages;
        this.zone = zone;
    }

    public String title(Notice notice, Locale language) {
        return messages.getMessage(notice.kind() + ".title", arguments(notice, language), language);
    }

    /** A kind has one text for all cases, and further ones ({@code KIND.text.case}) where the case needs other words. */
    public String text(Notice notice, Locale language) {
        var arguments = arguments(notice, language);
        var general = messages.getMessage(notice.kind() + ".text", arguments, language);
        var special = messages.getMessage(notice.kind() + ".text." + caseOf(notice), arguments, general, language);
        return special == null ? general : special;
    }

    private static String caseOf(Notice notice) {
        if (notice.isOnHold()) {
            return "held";
        }
        if (notice.kind() == NoticeKind.ORDER_PLACED || notice.kind() == NoticeKind.ORDER_PAYABLE) {
            return !notice.asksForPayment() ? "free" : notice.details().payBy() == null ? "open" : "deadline";
        }
        var payment = notice.details().payment();
        return payment == null ? "unknown" : payment.name().toLowerCase(Locale.ROOT);
    }

    /** Title and text in one. */
    public String shortMessage(Notice notice, Locale language) {
        return title(notice, language) + ". " + text(notice, language);
    }

    /** What people call an order by: its number, its id if that is not known. */
    public static String reference(Notice notice) {
        var number = notice.details().number();
        return number == null ? Objects.toString(notice.orderId(), "") : number;
    }

    /** A word of the mail around a notice. */
    public String word(String key, Locale language, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }

    /** A day as people write it. */
    public String day(Instant instant, Locale language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .withZone(zone)
                .format(instant);
    }

    /** A day and a time of it as people write them, with the zone: {@code November 21, 2026, 10:15 UTC}. */
    public String time(Instant instant, Locale language) {
        return day(instant, language) + ", "
                + DateTimeFormatter.ofPattern("HH:mm z", language)
                        .withZone(zone)
                        .format(instant);
    }

    private Object[] arguments(Notice notice, Locale language) {
        var amount = notice.amount();
        var payBy = notice.details().payBy();
        return new Object[] {
            reference(notice), amount == null ? "" : amount.format(language), payBy == null ? "" : time(payBy, language)
        };
    }
}
