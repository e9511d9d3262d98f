package shop.storefront.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.sdk.ProblemException;
import shop.storefront.admin.Table.Cell;
import shop.storefront.shell.Format;
import shop.storefront.shell.Texts;

/** The desk's words, figures and signs, in the language of whoever sits at it. */
final class Words {

    private static final String NOTHING = "\u2013";

    /** How a state looks; those that nobody has to do anything about look like nothing. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("PENDING", "info"),
            Map.entry("CONFIRMED", "info"),
            Map.entry("ON_HOLD", "warning"),
            Map.entry("SHIPPED", "success"),
            Map.entry("DELIVERED", "success"),
            Map.entry("PROCESSING", "info"),
            Map.entry("REQUIRES_ACTION", "info"),
            Map.entry("PAID", "success"),
            Map.entry("FAILED", "danger"),
            Map.entry("PARTIALLY_REFUNDED", "warning"),
            Map.entry("SUCCEEDED", "success"),
            Map.entry("RETURNED", "warning"),
            Map.entry("OPEN", "danger"),
            Map.entry("REPLAYING", "info"),
            Map.entry("REPLAYED", "success"),
            Map.entry("REPAIRED", "success"),
            Map.entry("ACKNOWLEDGED", "neutral"),
            Map.entry("QUEUED", "info"),
            Map.entry("RUNNING", "info"),
            Map.entry("COMPLETED", "success"),
            Map.entry("NEEDS_RESPONSE", "danger"),
            Map.entry("UNDER_REVIEW", "warning"),
            Map.entry("INQUIRY", "warning"),
            Map.entry("LOST", "danger"),
            Map.entry("WON", "success"),
            Map.entry("DISABLED", "danger"));

    private final Texts texts;
    private final Format format;
    private final Locale locale;

    Words(Texts texts, Format format, Locale locale) {
        this.texts = texts;
        this.format = format;
        this.locale = locale;
    }

    String get(String key, Object... values) {
        return texts.get(key, values);
    }

    String refusal(ProblemException problem) {
        var fields = problem.errors().stream()
                .map(error -> error.field() + ": " + texts.fieldError(error))
                .toList();
        return fields.isEmpty() ? texts.refusal(problem) : String.join("; ", fields);
    }

    String money(Money money) {
        return format.money(money);
    }

    String number(long number) {
        return format.number(number);
    }

    String time(Instant at) {
        return format.dateTime(at);
    }

    /** Short, for a chart and a table of days: {@code 29 Nov}. */
    String day(LocalDate day) {
        return DateTimeFormatter.ofPattern(get("desk.day-pattern"), locale).format(day);
    }

    /** The hour that begins then, in UTC as the days are: {@code 14:00}. */
    String hour(Instant begin) {
        return DateTimeFormatter.ofPattern(get("desk.hour-pattern"), locale)
                .withZone(ZoneOffset.UTC)
                .format(begin);
    }

    Cell text(@Nullable String text) {
        return Cell.of(text == null || text.isBlank() ? NOTHING : text);
    }

    /** A share or a score, with two digits. */
    Cell fraction(double fraction) {
        return Cell.of(String.format(locale, "%.2f", fraction));
    }

    Cell figure(long figure) {
        return Cell.of(number(figure));
    }

    Cell sum(@Nullable Money money) {
        return money == null ? Cell.of(NOTHING) : Cell.of(money(money));
    }

    Cell at(@Nullable Instant at) {
        return at == null
                ? Cell.of(NOTHING)
                : new Cell(time(at), null, null, at.atOffset(ZoneOffset.UTC).toString());
    }

    Cell state(@Nullable String code) {
        return code == null
                ? Cell.of(NOTHING)
                : new Cell(state("desk.state.", code), null, KINDS.getOrDefault(code, "neutral"), null);
    }

    /** The words for a code; one that there are none for yet, as a newer service may have, is at least written like words. */
    String state(String prefix, String code) {
        var known = texts.find(prefix + code);
        return known == null ? spelledOut(code) : known;
    }

    /**
     * Why an order's risk is high.
     *
     * @param count of what the reason counts, if it counts something
     * @param otherwise what is said of a code that there are no words for
     */
    String riskReason(String code, long count, String otherwise) {
        var key = "desk.risk." + code;
        return texts.find(key) == null ? otherwise : texts.get(key, count);
    }

    /** Why a provider or a bank did not do something: they have more reasons than anybody lists. */
    @Nullable String failure(@Nullable String code) {
        return code == null ? null : state("desk.failure.", code);
    }

    Cell roles(Collection<String> roles) {
        return text(roles.stream().map(role -> state("desk.role.", role)).collect(Collectors.joining(", ")));
    }

    private static String spelledOut(String code) {
        var words = code.replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** An id is long; its end is enough to tell two apart, the address behind it has it whole. */
    Cell id(@Nullable UUID id, String path) {
        return id == null ? Cell.of(NOTHING) : Cell.of(shortened(id)).to(path + id);
    }

    static String shortened(UUID id) {
        return "\u2026" + id.toString().substring(24);
    }
}
