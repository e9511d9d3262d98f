package shop.notification.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import shop.kernel.Money;

public class WordingTest {

    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    /** The words as the service has them. */
    public static Wording wording() {
        return new Wording(messages(), ZoneId.of("UTC"));
    }

    private static MessageSource messages() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("wording");
        messages.setDefaultEncoding("UTF-8");
        messages.setAlwaysUseMessageFormat(true);
        messages.setFallbackToSystemLocale(false);
        return messages;
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
                .isEqualTo("We have received your payment of 1,234.56 EUR for your order 7K3M-9Q4T. Thank you.");
        assertThat(wording().text(notice(NoticeKind.PAYMENT_RECEIVED), Locale.GERMAN))
                .isEqualTo(
                        "Wir haben Ihre Zahlung von 1.234,56 EUR für Ihre Bestellung 7K3M-9Q4T erhalten. Vielen Dank.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ORDER_CONFIRMED | PAID       | We have received your payment of 1,234.56 EUR, and your order 7K3M-9Q4T is confirmed. We are getting it ready.",
                "ORDER_CONFIRMED | UNPAID     | Your order 7K3M-9Q4T is confirmed. We are getting it ready.",
                "ORDER_CONFIRMED | LATER      | Your order 7K3M-9Q4T is confirmed. We are getting it ready.",
                "ORDER_CANCELLED | UNPAID     | Your order 7K3M-9Q4T is cancelled.",
                "ORDER_CANCELLED | FAILED     | Your order 7K3M-9Q4T is cancelled.",
                "ORDER_CANCELLED | REFUNDED   | Your order 7K3M-9Q4T is cancelled.",
                "ORDER_CANCELLED | LATER      | Your order 7K3M-9Q4T is cancelled.",
                "ORDER_CANCELLED | PROCESSING | Your order 7K3M-9Q4T is cancelled. If a payment for it was already under way, you will get that money back.",
                "ORDER_CANCELLED | PAID       | Your order 7K3M-9Q4T is cancelled. You will get back what you paid for it; we will write to you when the money is on its way.",
                "ORDER_EXPIRED   | UNPAID     | Your order 7K3M-9Q4T was not paid in time, so we no longer hold its goods for you. You are welcome to order again.",
                "ORDER_SHIPPED   | PAID       | Your order 7K3M-9Q4T has left our warehouse."
            })
    void whatIsSaidDependsOnThePayment(NoticeKind kind, String paymentStatus, String said) {
        assertThat(wording().text(notice(kind, PaymentProgress.of(paymentStatus)), Locale.ENGLISH))
                .isEqualTo(said);
    }

    /** An order that is on hold from its placing has a time to pay that is over already. */
    @Test
    void anOrderOnHoldIsNotAskedToBePaidAndOneThatWasApprovedIs() {
        var placedAt = Instant.parse("2026-11-21T10:00:00Z");
        var held = payBy(NoticeKind.ORDER_PLACED, placedAt, placedAt);
        var payable = payBy(NoticeKind.ORDER_PAYABLE, placedAt, placedAt.plusSeconds(900));

        assertThat(held.asksForPayment()).isFalse();
        assertThat(wording().text(held, Locale.ENGLISH)).contains("nothing to pay yet");
        assertThat(wording().text(held, Locale.GERMAN)).contains("noch ist nichts zu bezahlen");
        assertThat(payable.asksForPayment()).isTrue();
        assertThat(wording().text(payable, Locale.ENGLISH)).contains("Please pay by November 21, 2026, 10:15 UTC");
        assertThat(wording().text(payable, Locale.GERMAN)).contains("Bitte bezahlen Sie bis 21. November 2026");
    }

    private static Notice payBy(NoticeKind kind, Instant at, Instant payBy) {
        return Notice.ofOrder(
                new UUID(0, 1),
                new UUID(0, 2),
                kind,
                at,
                ORDER,
                Money.of(123456, "EUR"),
                List.of(),
                new Notice.OrderDetails("7K3M-9Q4T", payBy, null, null));
    }

    /** Why an order is reviewed is for staff. */
    @ParameterizedTest
    @CsvSource({"ORDER_ON_HOLD", "ORDER_PAYABLE", "ORDER_APPROVED"})
    void noBuyerReadsOfRisk(NoticeKind kind) {
        assertThat(wording().shortMessage(notice(kind), Locale.ENGLISH))
                .doesNotContainIgnoringCase("risk", "fraud", "score");
        assertThat(wording().shortMessage(notice(kind), Locale.GERMAN)).doesNotContainIgnoringCase("risiko", "betrug");
    }

    @ParameterizedTest
    @CsvSource({"UNPAID", "FAILED", "LATER"})
    void aCancelledUnpaidOrderTalksOfNoMoney(String paymentStatus) {
        var cancelled = notice(NoticeKind.ORDER_CANCELLED, PaymentProgress.of(paymentStatus));

        assertThat(wording().text(cancelled, Locale.ENGLISH)).doesNotContain("money", "back", "EUR");
        assertThat(wording().text(cancelled, Locale.GERMAN)).doesNotContain("Geld", "zurück", "EUR");
    }

    /** "Order over 9.00 GBP" means one that costs more. */
    @Test
    void noEnglishSentenceSaysOver() throws IOException {
        try (var in = Objects.requireNonNull(Wording.class.getResourceAsStream("/wording.properties"))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain(" over {1}");
        }
    }

    @Test
    void writesDaysAndTimesAsPeopleDo() {
        var instant = Instant.parse("2026-11-21T23:59:59Z");
        assertThat(wording().day(instant, Locale.ENGLISH)).isEqualTo("November 21, 2026");
        assertThat(wording().day(instant, Locale.GERMAN)).isEqualTo("21. November 2026");
        assertThat(wording().time(instant, Locale.ENGLISH)).isEqualTo("November 21, 2026, 23:59 UTC");
        assertThat(wording().time(instant, Locale.GERMAN)).isEqualTo("21. November 2026, 23:59 UTC");
        var inLondon = new Wording(messages(), ZoneId.of("Europe/London"));
        assertThat(inLondon.time(Instant.parse("2026-07-21T23:30:00Z"), Locale.ENGLISH))
                .isEqualTo("July 22, 2026, 00:30 BST");
    }

    private static Notice notice(NoticeKind kind) {
        return notice(kind, null);
    }

    private static Notice notice(NoticeKind kind, @Nullable PaymentProgress payment) {
        return Notice.ofOrder(
                new UUID(0, 1),
                new UUID(0, 2),
                kind,
                Instant.EPOCH,
                ORDER,
                Money.of(123456, "EUR"),
                List.of(),
                new Notice.OrderDetails("7K3M-9Q4T", null, payment, null));
    }

    private static Set<String> keys(String file) throws IOException {
        try (var in = Objects.requireNonNull(Wording.class.getResourceAsStream("/" + file), file)) {
            var words = new Properties();
            words.load(in);
            return words.stringPropertyNames();
        }
    }
}
