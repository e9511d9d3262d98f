package shop.order.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import shop.order.domain.ChargeableAmounts;

/** Holds our settings against the table of the payment sandbox, from its source: what is accepted here must be payable there. */
class ChargeableAmountsOfTheSandboxTest {

    private static final Path SANDBOX = Path.of("../local/src/main/java/shop/local/stripe");
    private static final Pattern MINIMUM = Pattern.compile("\"([a-z]{3})\",\\s*([\\d_]+)L?");
    private static final String TABLE = "SMALLEST_AMOUNTS =";

    @Test
    void noSumIsAcceptedThatTheSandboxRefuses() {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .run(context -> {
                    var amounts =
                            ChargeableAmounts.parse(context.getEnvironment().getRequiredProperty("order.chargeable"));
                    var sandbox = sandbox();
                    assertThat(sandbox).isNotEmpty();
                    assertThat(amounts.currencies()).contains("EUR", "USD", "GBP", "JPY");
                    for (var currency : amounts.currencies()) {
                        var minimum =
                                Objects.requireNonNull(amounts.of(currency)).minimum();
                        assertThat(minimum)
                                .as(currency)
                                .isGreaterThanOrEqualTo(sandbox.getOrDefault(currency.toLowerCase(Locale.ROOT), 1L));
                        assertThat(Currency.getInstance(currency).getDefaultFractionDigits())
                                .as("digits of %s", currency)
                                .isBetween(0, 2);
                    }
                });
    }

    private static Map<String, Long> sandbox() throws IOException {
        var minimums = new HashMap<String, Long>();
        try (var files = Files.list(SANDBOX)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var source = Files.readString(file);
                var start = source.indexOf(TABLE);
                if (start >= 0) {
                    var entries = MINIMUM.matcher(source.substring(start, source.indexOf(';', start)));
                    while (entries.find()) {
                        minimums.put(
                                entries.group(1), Long.valueOf(entries.group(2).replace("_", "")));
                    }
                }
            }
        }
        return minimums;
    }
}
