package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.kernel.Money;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.Wording;
import shop.notification.notice.WordingTest;

class MailTemplatesTest {

    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    private static final Notice.Address ADDRESS =
            new Notice.Address("Ada Buyer", "1 Analytical Row", null, "London", "N1 9GU", "GB");
    private static final Instant PAY_BY = Instant.parse("2026-11-21T10:15:42Z");

    private final MailTemplates templates =
            new MailTemplates(WordingTest.wording(), DeliveryProcessorTest.properties(3));

    @Test
    void saysWhatWasOrderedUntilWhenToPayHowAndWhereItGoes() {
        var mail = templates.write(
                order(
                        ADDRESS,
                        new Notice.Line("Blue mug", 2, Money.of(2500, "EUR")),
                        new Notice.Line("Tray", 1, Money.of(999, "EUR"))),
                "Ada Lovelace",
                Locale.ENGLISH);

        assertThat(mail.subject()).isEqualTo("We have your order");
        assertThat(mail.text()).isEqualToNormalizingNewlines("""
            We have your order

            Hello Ada Lovelace,

            Thank you for your order 7K3M-9Q4T. The total is 34.99 EUR. Please pay by November 21, 2026, 10:15 UTC; until then the goods are held for you.

              2 x Blue mug: 25.00 EUR
              1 x Tray: 9.99 EUR
              Total: 34.99 EUR

            Pay now: https://shop.example/api/notifications/pay?order=019aa5f0-7a00-7000-8000-000000000003

            Delivery address:
              Ada Buyer
              1 Analytical Row
              N1 9GU London
              United Kingdom

            --
            Shopfleet, https://shop.example
            As of January 1, 1970
            """);
        assertThat(mail.html())
                .contains("Hello Ada Lovelace,", "Blue mug", "25.00 EUR", "Tray", "9.99 EUR", "34.99 EUR")
                .contains("7K3M-9Q4T", "November 21, 2026, 10:15 UTC", "1 Analytical Row", "N1 9GU London")
                .contains("href=\"https://shop.example\"")
                .contains("href=\"https://shop.example/api/notifications/pay?order=" + ORDER + "\"")
                .doesNotContain(">" + ORDER);
    }

    @Test
    void speaksGerman() {
        var mail = templates.write(
                order(ADDRESS, new Notice.Line("Blue mug", 2, Money.of(2500, "EUR"))), "Ada O'Neil", Locale.GERMAN);

        assertThat(mail.subject()).isEqualTo("Ihre Bestellung ist eingegangen");
        assertThat(mail.text())
                .contains(
                        "Guten Tag Ada O'Neil,",
                        "bis 21. November 2026, 10:15 UTC",
                        "2 x Blue mug: 25,00 EUR",
                        "Summe: 34,99 EUR",
                        "Jetzt bezahlen: https://shop.example/",
                        "Vereinigtes Königreich",
                        "Stand: 1. Januar 1970");
        assertThat(mail.html()).contains("lang=\"de\"", "Artikel", "Menge", "Preis", "Summe");
    }

    @Test
    void leavesOutWhatThereIsNot() {
        var mail = templates.write(
                Notice.ofAccount(new UUID(0, 1), new UUID(0, 2), NoticeKind.WELCOME, Instant.EPOCH),
                "Ada",
                Locale.ENGLISH);

        assertThat(mail.html())
                .contains("Welcome to Shopfleet")
                .doesNotContain("Quantity", "Pay now", "Delivery address");
        assertThat(mail.text()).isEqualToNormalizingNewlines("""
            Welcome to Shopfleet

            Hello Ada,

            Your account is open. We are glad to have you with us.

            --
            Shopfleet, https://shop.example
            As of January 1, 1970
            """);
    }

    /** As it was stored before, or as an event of before is read. */
    @Test
    void anOrderOfWhichLessIsKnownIsCalledByItsId() {
        var mail = templates.write(
                new Notice(
                        new UUID(0, 1),
                        new UUID(0, 2),
                        NoticeKind.ORDER_PLACED,
                        Instant.EPOCH,
                        ORDER,
                        Money.of(900, "GBP"),
                        List.of(),
                        null,
                        null),
                "Ada",
                Locale.ENGLISH);

        assertThat(mail.text())
                .contains("Thank you for your order " + ORDER + ". The total is 9.00 GBP.", "Pay now: https://")
                .doesNotContain("Delivery address", "null");
    }

    @Test
    void nothingToPayIsNotAskedFor() {
        var free = new Notice(
                new UUID(0, 1),
                new UUID(0, 2),
                NoticeKind.ORDER_PLACED,
                Instant.EPOCH,
                ORDER,
                Money.of(0, "GBP"),
                List.of(),
                new Notice.OrderDetails("7K3M-9Q4T", PAY_BY, null, ADDRESS),
                null);

        assertThat(templates.write(free, "Ada", Locale.ENGLISH).text())
                .contains("Thank you for your order 7K3M-9Q4T. There is nothing to pay.")
                .doesNotContain("Pay now", "Please pay");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You won 500 EUR: https://evil.example",
                "evil.example",
                "<script>alert(1)</script>",
                "${7*7} [(${7*7})] __${7*7}__",
                "{0}"
            })
    void noMailCarriesWhatAStrangerWrote(String message) {
        var kinds = List.of(
                Notice.ofAccount(new UUID(0, 1), new UUID(0, 2), NoticeKind.WELCOME, Instant.EPOCH),
                order(new Notice.Address(message, "1 Analytical Row", null, "London", "N1 9GU", "GB")),
                order(new Notice.Address("Ada", message, null, "London", "N1 9GU", "GB")),
                order(new Notice.Address("Ada", "1 Row", message, "London", "N1 9GU", "GB")),
                order(new Notice.Address("Ada", "1 Row", null, message, "N1 9GU", "GB")),
                order(new Notice.Address("Ada", "1 Row", null, "London", message, "GB")),
                order(new Notice.Address("Ada", "1 Row", null, "London", "N1 9GU", message)));

        for (var notice : kinds) {
            for (var language : Wording.LANGUAGES) {
                var mail = templates.write(notice, message, language);
                for (var text : List.of(mail.subject(), mail.text(), mail.html())) {
                    assertThat(text).doesNotContain("won", "evil", "<script>", "alert", "7*7", "49", "{0}");
                }
            }
        }
        assertThat(templates.write(kinds.getFirst(), message, Locale.ENGLISH).text())
                .contains("\nHello,\n");
    }

    /** The pages' tokens are the one place that names colours; a mail cannot refer to them, so it repeats them. */
    @Test
    void theColoursAreThoseOfThePagesInTheLightAndInTheDark() throws IOException {
        var tokens = Files.readString(Path.of("../storefront/src/main/resources/assets/tokens.css"));
        var html = templates
                .write(order(ADDRESS, new Notice.Line("Mug", 1, Money.of(100, "EUR"))), "Ada", Locale.ENGLISH)
                .html();

        assertThat(Pattern.compile("#[0-9a-f]{6}").matcher(html).results().map(MatchResult::group))
                .hasSizeGreaterThan(10)
                .allSatisfy(colour -> assertThat(tokens).contains(colour));
        assertThat(html).contains("prefers-color-scheme: dark", "name=\"color-scheme\"", "name=\"viewport\"");
        assertThat(html).as("nothing is fetched").doesNotContain("<img", "url(", "<link", "<script");
    }

    @Test
    void aProductCannotBecomeMarkup() {
        var mail = templates.write(
                order(ADDRESS, new Notice.Line("<img src=x onerror=alert(1)>", 1, Money.of(100, "EUR"))),
                "Ada",
                Locale.ENGLISH);

        assertThat(mail.html()).contains("&lt;img src=x").doesNotContain("<img");
    }

    private static Notice order(Notice.Address address, Notice.Line... lines) {
        return Notice.ofOrder(
                new UUID(0, 1),
                new UUID(0, 2),
                NoticeKind.ORDER_PLACED,
                Instant.EPOCH,
                ORDER,
                Money.of(3499, "EUR"),
                List.of(lines),
                new Notice.OrderDetails("7K3M-9Q4T", PAY_BY, null, address));
    }
}
