package shop.notification.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import shop.kernel.Money;

public class WordingTest {

    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    /** The words as the service has them. */
    public static Wording wording() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("wording");
        messages.setDefaultEncoding("UTF-8");
        messages.setAlwaysUseMessageFormat(true);
        messages.setFallbackToSystemLocale(false);
        return new Wording(messages);
    }

    static Stream<Arguments> kindsInEachLanguage() {
        return Arrays.stream(NoticeKind.values())
                .flatMap(kind -> Wording.LANGUAGES.stream().map(language -> Arguments.of(kind, language)));
    }

    @ParameterizedTest
    @MethodSource("kindsInEachLanguage")
    void everyKindHasItsWords(NoticeKind kind, Locale language) {
        assertThat(wording().title(notice(kind), language)).isNotBlank().doesNotContain("{", kind.name());
        assertThat(wording().text(notice(kind), language)).isNotBlank().doesNotContain("{", kind.name());
    }

    /** A word that is missing in a language is said in English, which nobody would notice. */
    @Test
    void everyLanguageHasEveryWord() throws IOException {
        var english = keys("wording.properties");

        assertThat(english).isNotEmpty();
        assertThat(keys("wording_de.properties")).isEqualTo(english);
        assertThat(Wording.LANGUAGES).containsExactly(Locale.ENGLISH, Locale.GERMAN);
    }

    @Test
    void namesTheOrderAndTheAmount() {
        assertThat(wording().text(notice(NoticeKind.PAYMENT_RECEIVED), Locale.ENGLISH))
                .isEqualTo("We have received 1,234.56 EUR for your order " + ORDER + ". Thank you.");
        assertThat(wording().text(notice(NoticeKind.PAYMENT_RECEIVED), Locale.GERMAN))
                .isEqualTo("Wir haben 1.234,56 EUR für Ihre Bestellung " + ORDER + " erhalten. Vielen Dank.");
    }

    @ParameterizedTest
    @CsvSource({
        "1250, EUR, en, 12.50 EUR",
        "5, EUR, en, 0.05 EUR",
        "5, EUR, de, '0,05 EUR'",
        "125000, JPY, en, '125,000 JPY'",
        "1250, KWD, de, '1,250 KWD'"
    })
    void writesAmountsAsPeopleDo(long minor, String currency, Locale language, String written) {
        assertThat(Wording.amount(Money.of(minor, currency), language)).isEqualTo(written);
    }

    @Test
    void writesDaysAsPeopleDo() {
        assertThat(Wording.day(Instant.parse("2026-11-21T23:59:59Z"), Locale.ENGLISH))
                .isEqualTo("November 21, 2026");
        assertThat(Wording.day(Instant.parse("2026-11-21T23:59:59Z"), Locale.GERMAN))
                .isEqualTo("21. November 2026");
    }

    private static Notice notice(NoticeKind kind) {
        return Notice.ofOrder(
                new UUID(0, 1), new UUID(0, 2), kind, Instant.EPOCH, ORDER, Money.of(123456, "EUR"), List.of());
    }

    private static Set<String> keys(String file) throws IOException {
        try (var in = Objects.requireNonNull(Wording.class.getResourceAsStream("/" + file), file)) {
            var words = new Properties();
            words.load(in);
            return words.stringPropertyNames();
        }
    }
}
