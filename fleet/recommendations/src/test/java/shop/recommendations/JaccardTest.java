package shop.recommendations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JaccardTest {

    private static final Map<String, Integer> ORDERS = Map.of("mug", 4, "lamp", 2, "rug", 100, "vase", 2);

    private static int orders(String item) {
        return ORDERS.getOrDefault(item, 0);
    }

    @Test
    void ranksByThoseWithBothOverThoseWithEither() {
        var neighbors = Jaccard.neighbors(
                4, Map.of("lamp", 2, "rug", 4), JaccardTest::orders, Comparator.<String>naturalOrder(), 10);

        assertThat(neighbors).extracting(Neighbor::item).containsExactly("lamp", "rug");
        assertThat(neighbors.getFirst().weight()).isCloseTo(Math.pow(2.0 / 4, 2), within(1e-12));
        assertThat(neighbors.getLast().weight()).isCloseTo(Math.pow(4.0 / 100, 2), within(1e-12));
        assertThat(neighbors.getFirst().together()).isEqualTo(2);
    }

    @Test
    void keepsTheBestOnly() {
        var neighbors = Jaccard.neighbors(
                4, Map.of("rug", 4, "lamp", 2, "vase", 1), JaccardTest::orders, Comparator.<String>naturalOrder(), 2);

        assertThat(neighbors).extracting(Neighbor::item).containsExactly("lamp", "vase");
    }

    @Test
    void equalOnesHaveOneOrderEverywhere() {
        var neighbors = Jaccard.neighbors(
                4, Map.of("vase", 1, "lamp", 1), JaccardTest::orders, Comparator.<String>naturalOrder(), 1);

        assertThat(neighbors).extracting(Neighbor::item).containsExactly("lamp");
    }

    @Test
    void whatIsBoughtTogetherNoLongerIsNoNeighbor() {
        assertThat(Jaccard.neighbors(4, Map.of("lamp", 0), JaccardTest::orders, Comparator.<String>naturalOrder(), 2))
                .isEmpty();
    }

    @Test
    void countsBaskets() {
        var baskets = new Baskets(3, List.of(new int[] {0, 1}, new int[] {1, 0, 2}, new int[] {2}));

        var neighbors = Jaccard.neighbors(baskets, 10);

        assertThat(neighbors.get(0)).containsExactly(new Neighbor<>(1, 1.0, 2), new Neighbor<>(2, 1.0 / 9, 1));
        assertThat(neighbors.get(2)).extracting(Neighbor::item).containsExactly(0, 1);
    }
}
