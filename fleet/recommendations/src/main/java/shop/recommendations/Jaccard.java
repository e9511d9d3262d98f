package shop.recommendations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;

/**
 * Neighbors by the Jaccard index of the baskets that have the items: those with both over those with either. The weight is its square,
 * so that one item that is nearly always bought along counts more than several that are now and then.
 */
public final class Jaccard {

    private Jaccard() {}

    /**
     * The best neighbors of one item, the best first; equal ones in the order of {@code ties}.
     *
     * @param orders how many baskets have the item
     * @param together how many baskets have it and each of the others; what is not positive is passed over
     * @param ordersOf how many baskets have another item
     */
    public static <T> List<Neighbor<T>> neighbors(
            int orders, Map<T, Integer> together, ToIntFunction<T> ordersOf, Comparator<? super T> ties, int limit) {
        Comparator<Neighbor<T>> worstFirst = Comparator.<Neighbor<T>>comparingDouble(Neighbor::weight)
                .thenComparing(Neighbor::item, ties.reversed());
        var best = new PriorityQueue<Neighbor<T>>(worstFirst);
        together.forEach((item, both) -> {
            if (both > 0) {
                // Never below the intersection, even while the counts of the two are read at different moments.
                var either = Math.max(both, orders + ordersOf.applyAsInt(item) - both);
                var index = (double) both / either;
                best.add(new Neighbor<>(item, index * index, both));
                if (best.size() > limit) {
                    best.remove();
                }
            }
        });
        var sorted = new ArrayList<>(best);
        sorted.sort(worstFirst.reversed());
        return sorted;
    }

    /** The neighbors of each item. */
    public static List<List<Neighbor<Integer>>> neighbors(Baskets baskets, int limit) {
        var orders = new int[baskets.items()];
        var basketsOf = new ArrayList<List<int[]>>();
        for (var item = 0; item < baskets.items(); item++) {
            basketsOf.add(new ArrayList<>());
        }
        for (var basket : baskets.baskets()) {
            for (var item : basket) {
                orders[item]++;
                basketsOf.get(item).add(basket);
            }
        }
        var all = new ArrayList<List<Neighbor<Integer>>>();
        for (var item = 0; item < baskets.items(); item++) {
            var together = new HashMap<Integer, Integer>();
            for (var basket : basketsOf.get(item)) {
                for (var other : basket) {
                    if (other != item) {
                        together.merge(other, 1, Integer::sum);
                    }
                }
            }
            all.add(neighbors(orders[item], together, other -> orders[other], Comparator.naturalOrder(), limit));
        }
        return all;
    }
}
