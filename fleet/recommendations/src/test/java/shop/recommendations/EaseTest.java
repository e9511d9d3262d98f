package shop.recommendations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EaseTest {

    /** XᵀX = [3 2; 2 2], with the ridge [4 2; 2 3], its inverse 1/8 [3 -2; -2 4]. */
    @Test
    void hasTheWeightsThatAreComputedByHand() {
        var baskets = new Baskets(3, List.of(new int[] {0, 1}, new int[] {0, 1}, new int[] {0}, new int[] {2}));

        var neighbors = new Ease(1, 0, 10).neighbors(baskets, 10);

        assertThat(neighbors.get(0)).singleElement().satisfies(one -> {
            assertThat(one.item()).isEqualTo(1);
            assertThat(one.weight()).isCloseTo(2.0 / 4, within(1e-6));
            assertThat(one.together()).isEqualTo(2);
        });
        assertThat(neighbors.get(1)).singleElement().satisfies(one -> {
            assertThat(one.item()).isZero();
            assertThat(one.weight()).isCloseTo(2.0 / 3, within(1e-6));
        });
        assertThat(neighbors.get(2)).as("bought alone").isEmpty();
    }

    @Test
    void aBasketOfTwiceTheUsualSizeCountsHalf() {
        var large = IntStream.range(0, 40).toArray();
        var small = new int[] {0, 1};

        var bySize = new Ease(1, 1, 100).neighbors(new Baskets(40, List.of(small, large, large)), 1);
        var alike = new Ease(1, 0, 100).neighbors(new Baskets(40, List.of(small, large)), 1);

        for (var item = 0; item < 40; item++) {
            assertThat(bySize.get(item).getFirst().weight())
                    .isCloseTo(alike.get(item).getFirst().weight(), within(1e-6));
        }
        assertThat(new Ease(1, 0, 100)
                        .neighbors(new Baskets(40, List.of(small, large, large)), 1)
                        .get(5)
                        .getFirst())
                .as("all alike")
                .isNotEqualTo(bySize.get(5).getFirst());
    }

    @Test
    void onlyTheMostBoughtItemsAreInTheMatrix() {
        var baskets = new Baskets(3, List.of(new int[] {0, 1}, new int[] {0, 1}, new int[] {0, 1, 2}));

        var neighbors = new Ease(1, 0, 2).neighbors(baskets, 10);

        assertThat(neighbors.get(2)).isEmpty();
        assertThat(neighbors.get(0)).extracting(Neighbor::item).containsExactly(1);
    }

    @Test
    void refusesARidgeThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ease(0, 0, 10))
                .withMessageContaining("lambda: 0");
    }

    /** Sizes around the blocks in which the matrix is inverted. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 64, 97})
    void theInverseTimesTheMatrixIsTheIdentity(int size) {
        var matrix = positiveDefinite(size, new Random(size));
        var inverse = new float[size][];
        for (var row = 0; row < size; row++) {
            inverse[row] = matrix[row].clone();
        }

        SymmetricInverse.invert(inverse);

        for (var row = 0; row < size; row++) {
            for (var column = 0; column < size; column++) {
                var sum = 0.0;
                for (var inner = 0; inner < size; inner++) {
                    sum += (double) matrix[row][inner] * inverse[inner][column];
                }
                assertThat(sum).as("%d, %d", row, column).isCloseTo(row == column ? 1 : 0, within(1e-3));
            }
        }
    }

    @Test
    void refusesAMatrixThatIsNotPositiveDefinite() {
        var matrix = new float[][] {{1, 2}, {2, 1}};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SymmetricInverse.invert(matrix))
                .withMessageContaining("row 1");
    }

    /** What such matrices are here: counts of random baskets, and a ridge. */
    private static float[][] positiveDefinite(int size, Random random) {
        var baskets = new ArrayList<int[]>();
        for (var number = 0; number < 3 * size; number++) {
            baskets.add(random.ints(0, size).limit(5).distinct().toArray());
        }
        var matrix = new float[size][size];
        for (var basket : baskets) {
            for (var one : basket) {
                for (var other : basket) {
                    matrix[one][other]++;
                }
            }
        }
        for (var item = 0; item < size; item++) {
            matrix[item][item] += 2;
        }
        return matrix;
    }
}
