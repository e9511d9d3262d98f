package shop.recommendations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * EASE (Steck, WWW 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the item-item weights that predict each item of a basket
 * from its others best in the sense of least squares with a ridge, in closed form. With P = (XᵀX + λI)⁻¹ the weight of item i for item j is
 * -P[i][j] / P[j][j].
 *
 * @param lambda the ridge: the larger, the less is made of rare items
 * @param sizeExponent a basket with s items counts min(1, 20 / s) to this power, so that wholesale orders do not outvote the others; 0 for all
 *     alike
 * @param maxItems how many items the matrix has at most, the most bought ones: it takes 4 bytes for each pair. The others have no
 *     neighbors here
 */
public record Ease(double lambda, double sizeExponent, int maxItems) {

    private static final double USUAL_SIZE = 20;

    public Ease {
        if (!(lambda > 0) || sizeExponent < 0 || maxItems < 2) {
            throw new IllegalArgumentException("lambda: " + lambda + ", sizeExponent: " + sizeExponent + ", maxItems: "
                    + maxItems + " (expected: > 0, >= 0, >= 2)");
        }
    }

    /** The neighbors of each item with a positive weight, the best first. */
    public List<List<Neighbor<Integer>>> neighbors(Baskets baskets, int limit) {
        var orders = orders(baskets);
        var chosen = IntStream.range(0, orders.length)
                .boxed()
                .filter(item -> orders[item] > 0)
                .sorted(Comparator.comparingInt((Integer item) -> -orders[item]).thenComparing(item -> item))
                .limit(maxItems)
                .mapToInt(Integer::intValue)
                .toArray();
        var row = new int[baskets.items()];
        Arrays.fill(row, -1);
        for (var number = 0; number < chosen.length; number++) {
            row[chosen[number]] = number;
        }
        var inverse = regularizedGram(baskets, row, chosen.length);
        SymmetricInverse.invert(inverse);

        var all = new ArrayList<List<Neighbor<Integer>>>();
        for (var item = 0; item < baskets.items(); item++) {
            all.add(row[item] < 0 ? List.of() : best(inverse, chosen, row[item], limit));
        }
        return new Together(baskets).count(all);
    }

    private static int[] orders(Baskets baskets) {
        var orders = new int[baskets.items()];
        for (var basket : baskets.baskets()) {
            for (var item : basket) {
                orders[item]++;
            }
        }
        return orders;
    }

    private float[][] regularizedGram(Baskets baskets, int[] row, int size) {
        var gram = new float[size][size];
        for (var basket : baskets.baskets()) {
            var weight = (float) Math.pow(Math.min(1, USUAL_SIZE / basket.length), sizeExponent);
            for (var one : basket) {
                if (row[one] >= 0) {
                    var sums = gram[row[one]];
                    for (var other : basket) {
                        if (row[other] >= 0) {
                            sums[row[other]] += weight;
                        }
                    }
                }
            }
        }
        for (var item = 0; item < size; item++) {
            gram[item][item] += (float) lambda;
        }
        return gram;
    }

    private static List<Neighbor<Integer>> best(float[][] inverse, int[] chosen, int row, int limit) {
        var weights = new double[chosen.length];
        for (var other = 0; other < chosen.length; other++) {
            weights[other] = other == row ? 0 : -inverse[row][other] / inverse[other][other];
        }
        return IntStream.range(0, chosen.length)
                .filter(other -> weights[other] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer other) -> -weights[other])
                        .thenComparingInt(other -> chosen[other]))
                .limit(limit)
                .map(other -> new Neighbor<>(chosen[other], weights[other], 0))
                .toList();
    }

    /** How many baskets have two items, counted for those pairs only that the model has kept. */
    private record Together(Baskets baskets) {

        List<List<Neighbor<Integer>>> count(List<List<Neighbor<Integer>>> all) {
            var basketsOf = new ArrayList<List<int[]>>();
            all.forEach(_ -> basketsOf.add(new ArrayList<>()));
            for (var basket : baskets.baskets()) {
                for (var item : basket) {
                    basketsOf.get(item).add(basket);
                }
            }
            var counts = new int[all.size()];
            var counted = new ArrayList<List<Neighbor<Integer>>>();
            for (var item = 0; item < all.size(); item++) {
                Arrays.fill(counts, 0);
                for (var basket : basketsOf.get(item)) {
                    for (var other : basket) {
                        counts[other]++;
                    }
                }
                counted.add(all.get(item).stream()
                        .map(one -> new Neighbor<>(one.item(), one.weight(), counts[one.item()]))
                        .toList());
            }
            return counted;
        }
    }
}
