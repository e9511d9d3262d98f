package shop.notification.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import shop.kernel.Money;

public class WordingTest {

    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    /** The words as the service has them. */
    public static Wording wording() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("wording");
        messages.setAlwaysUseMessageFormat(true);
        messages.setFallbackToSystemLocale(false);
        return new Wording(messages);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsWords(NoticeKind kind) {
        var notice = Notice.ofOrder(
                new UUID(0, 1), new UUID(0, 2), kind, Instant.EPOCH, ORDER, Money.of(2500, "EUR"), List.of());

        assertThat(wording().title(notice)).isNotBlank().doesNotContain("{", kind.name());
        assertThat(wording().text(notice)).isNotBlank().doesNotContain("{", kind.name());
    }

    @Test
    void namesTheOrderAndTheAmount() {
        var notice = Notice.ofOrder(
                new UUID(0, 1),
                new UUID(0, 2),
                NoticeKind.PAYMENT_RECEIVED,
                Instant.EPOCH,
                ORDER,
                Money.of(123456, "EUR"),
                List.of());

        assertThat(wording().text(notice))
                .isEqualTo("We have received 1234.56 EUR for your order " + ORDER + ". Thank you.");
    }

    @ParameterizedTest
    @CsvSource({"1250, EUR, 12.50 EUR", "5, EUR, 0.05 EUR", "1250, JPY, 1250 JPY", "1250, KWD, 1.250 KWD"})
    void writesAmountsAsPeopleDo(long minor, String currency, String written) {
        assertThat(Wording.amount(Money.of(minor, currency))).isEqualTo(written);
    }
}
