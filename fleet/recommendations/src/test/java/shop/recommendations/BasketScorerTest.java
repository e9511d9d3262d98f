package shop.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BasketScorerTest {

    private static final Map<String, List<Neighbor<String>>> MODEL = Map.of(
            "mug", List.of(new Neighbor<>("tea", 0.5, 9), new Neighbor<>("lamp", 0.4, 8)),
            "pot", List.of(new Neighbor<>("mug", 0.9, 7), new Neighbor<>("lamp", 0.3, 6)));

    @Test
    void addsUpOverTheBasketAndNamesWhatAddsMost() {
        var ranked = rank("mug", "pot");

        assertThat(ranked).extracting(BasketScorer.Ranked::item).containsExactly("lamp", "tea");
        assertThat(ranked.getFirst().because()).isEqualTo("mug");
        assertThat(ranked.getFirst().together()).isEqualTo(8);
    }

    @Test
    void neverRanksWhatIsInTheBasket() {
        assertThat(rank("mug", "pot")).extracting(BasketScorer.Ranked::item).doesNotContain("mug");
        assertThat(rank("pot")).extracting(BasketScorer.Ranked::item).containsExactly("mug", "lamp");
    }

    @Test
    void anItemTwiceCountsOnce() {
        assertThat(rank("mug", "mug")).isEqualTo(rank("mug"));
    }

    @Test
    void anUnknownItemHasNothing() {
        assertThat(rank("sofa")).isEmpty();
    }

    private static List<BasketScorer.Ranked<String>> rank(String... basket) {
        return BasketScorer.rank(
                List.of(basket), item -> MODEL.getOrDefault(item, List.of()), Comparator.<String>naturalOrder());
    }
}
