package shop.product.recommendation;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.recommendations.Jaccard;
import shop.recommendations.Neighbor;

/** The neighbors of all products in memory: from the trained model where it is in use and knows the product, else from the counts. */
@Component
class NeighborIndex {

    private static final int BEST_SELLERS = 200;

    private final int limit;
    private final Map<UUID, Counts> counts = new ConcurrentHashMap<>();
    private volatile Map<UUID, List<Neighbor<UUID>>> model = Map.of();
    private volatile List<UUID> bestSellers = List.of();

    private record Counts(int orders, Map<UUID, Integer> together) {}

    NeighborIndex(RecommendationProperties properties) {
        this.limit = properties.neighbors();
    }

    void put(Collection<CoPurchaseCounts.Stored> changed) {
        changed.forEach(one -> counts.put(one.product(), new Counts(one.orders(), Map.copyOf(one.together()))));
        bestSellers = counts.entrySet().stream()
                .filter(entry -> entry.getValue().orders() > 0)
                .sorted(Comparator.comparingInt((Map.Entry<UUID, Counts> entry) ->
                                -entry.getValue().orders())
                        .thenComparing(Map.Entry::getKey))
                .limit(BEST_SELLERS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Null for none: the counts are as good. */
    void use(@Nullable Map<UUID, List<Neighbor<UUID>>> trained) {
        model = trained == null ? Map.of() : Map.copyOf(trained);
    }

    /** In how many orders a product is. */
    int ordersOf(UUID product) {
        var known = counts.get(product);
        return known == null ? 0 : known.orders();
    }

    List<Neighbor<UUID>> neighborsOf(UUID product) {
        var trained = model.get(product);
        if (trained != null) {
            return trained;
        }
        var known = counts.get(product);
        return known == null
                ? List.of()
                : Jaccard.neighbors(
                        known.orders(), known.together(), this::ordersOf, Comparator.<UUID>naturalOrder(), limit);
    }

    /** What is in most orders, the most first. */
    List<UUID> bestSellers() {
        return bestSellers;
    }
}
