package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.WordingTest;

class MailTemplatesTest {

    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    private final MailTemplates templates = new MailTemplates(WordingTest.wording(), DeliveryRoundTest.properties(3));

    @Test
    void listsWhatWasOrderedInBothForms() {
        var mail = templates.write(
                order(
                        new Notice.Line("Blue mug", 2, Money.of(2500, "EUR")),
                        new Notice.Line("Tray", 1, Money.of(999, "EUR"))),
                "Ada Lovelace",
                Locale.ENGLISH);

        assertThat(mail.subject()).isEqualTo("We have your order");
        assertThat(mail.text()).isEqualToIgnoringNewLines("""
            We have your order

            Hello Ada Lovelace,

            Thank you for your order 019aa5f0-7a00-7000-8000-000000000003 over 34.99 EUR. Its goods are held for you until it is paid.

              2 x Blue mug: 25.00 EUR
              1 x Tray: 9.99 EUR
              Total: 34.99 EUR

            --
            Shopfleet, https://shop.example
            As of January 1, 1970
            """);
        assertThat(mail.html())
                .contains("Hello Ada Lovelace,", "Blue mug", "25.00 EUR", "Tray", "9.99 EUR", "34.99 EUR")
                .contains("href=\"https://shop.example\"");
    }

    @Test
    void speaksGerman() {
        var mail = templates.write(
                order(new Notice.Line("Blue mug", 2, Money.of(2500, "EUR"))), "{0} O'Neil", Locale.GERMAN);

        assertThat(mail.subject()).isEqualTo("Ihre Bestellung ist eingegangen");
        assertThat(mail.text())
                .contains(
                        "Guten Tag {0} O'Neil,",
                        "2 x Blue mug: 25,00 EUR", "Summe: 34,99 EUR", "Stand: 1. Januar 1970");
        assertThat(mail.html()).contains("lang=\"de\"", "Artikel", "Menge", "Preis", "Summe");
    }

    @Test
    void leavesTheTableOutWhereThereIsNothingToList() {
        var mail = templates.write(
                Notice.ofAccount(new UUID(0, 1), new UUID(0, 2), NoticeKind.WELCOME, Instant.EPOCH),
                "Ada",
                Locale.ENGLISH);

        assertThat(mail.html()).contains("Welcome to Shopfleet").doesNotContain("Quantity");
        assertThat(mail.text()).contains("Hello Ada,").doesNotContain("Total");
    }

    @Test
    void aNameCannotBecomeMarkup() {
        var mail = templates.write(
                order(new Notice.Line("<img src=x onerror=alert(1)>", 1, Money.of(100, "EUR"))),
                "<script>alert(1)</script>",
                Locale.ENGLISH);

        assertThat(mail.html())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x")
                .doesNotContain("<script>", "<img");
        assertThat(mail.text()).contains("Hello <script>alert(1)</script>,");
    }

    @Test
    void aNameCannotBecomeAnExpression() {
        var mail = templates.write(order(), "${7*7} [(${7*7})] __${7*7}__", Locale.ENGLISH);

        assertThat(mail.html()).doesNotContain("49");
        assertThat(mail.text()).contains("Hello ${7*7} [(${7*7})] __${7*7}__,");
    }

    private static Notice order(Notice.Line... lines) {
        return Notice.ofOrder(
                new UUID(0, 1),
                new UUID(0, 2),
                NoticeKind.ORDER_PLACED,
                Instant.EPOCH,
                ORDER,
                Money.of(3499, "EUR"),
                List.of(lines));
    }
}
