package shop.recommendations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Ranks what goes with a basket: the weights of an item add up over the items of the basket. */
public final class BasketScorer {

    private BasketScorer() {}

    /**
     * A ranked item.
     *
     * @param because the item of the basket that adds most to the score
     * @param together how many baskets have both
     */
    public record Ranked<T>(T item, double score, T because, int together) {}

    /**
     * All that goes with the basket and is not in it, the best first; equal ones in the order of {@code ties}.
     *
     * @param neighborsOf what the model says of an item
     */
    public static <T> List<Ranked<T>> rank(
            Collection<T> basket, Function<T, List<Neighbor<T>>> neighborsOf, Comparator<? super T> ties) {
        var own = new HashSet<>(basket);
        var sums = new HashMap<T, Sum<T>>();
        for (var item : own) {
            for (var neighbor : neighborsOf.apply(item)) {
                if (!own.contains(neighbor.item())) {
                    sums.computeIfAbsent(neighbor.item(), _ -> new Sum<>(item)).add(item, neighbor, ties);
                }
            }
        }
        var ranked = new ArrayList<Ranked<T>>(sums.size());
        sums.forEach((item, sum) -> ranked.add(new Ranked<>(item, sum.score, sum.because, sum.together)));
        ranked.sort(Comparator.<Ranked<T>>comparingDouble(one -> -one.score()).thenComparing(Ranked::item, ties));
        return ranked;
    }

    private static final class Sum<T> {

        private double score;
        private double largest = Double.NEGATIVE_INFINITY;
        private T because;
        private int together;

        private Sum(T because) {
            this.because = because;
        }

        void add(T item, Neighbor<T> neighbor, Comparator<? super T> ties) {
            score += neighbor.weight();
            if (neighbor.weight() > largest || (neighbor.weight() == largest && ties.compare(item, because) < 0)) {
                largest = neighbor.weight();
                because = item;
                together = neighbor.together();
            }
        }
    }
}
