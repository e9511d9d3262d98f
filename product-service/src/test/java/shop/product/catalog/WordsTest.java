package shop.product.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;

class WordsTest {

    @Test
    void keepsWordsAsWrittenAndTheirParts() {
        assertThat(Words.of(content("Blue T-Shirt (XL)", null)))
                .containsExactly("t-1", "t", "1", "blue", "t-shirt", "shirt", "(xl)", "xl", "clothes");
    }

    @Test
    void looksThroughTheDescription() {
        assertThat(Words.of(content("Mug", "Holds\n300 ml."))).contains("holds", "300", "ml", "ml.");
    }

    @Test
    void leavesOutEndlessWordsAndTheTailOfLongTexts() {
        var description = "x".repeat(65) + " " + "word ".repeat(3) + numbers(1000);

        assertThat(Words.of(content("Mug", description)))
                .hasSize(300)
                .contains("word", "n0")
                .doesNotContain("x".repeat(65), "n999");
    }

    @Test
    void knowsTheWordsOfOtherLanguages() {
        assertThat(Words.of(content("Größe ÄÖÜ 茶碗", null))).contains("größe", "äöü", "茶碗");
    }

    private static String numbers(int count) {
        var all = new StringBuilder();
        for (var number = 0; number < count; number++) {
            all.append(" n").append(number);
        }
        return all.toString();
    }

    private static ProductContent content(String name, @Nullable String description) {
        return new ProductContent(
                "T-1", name, description, Money.of(1, "EUR"), List.of("clothes"), Map.of(), List.of());
    }
}
