package shop.product.recommendation;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.stereotype.Service;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductCache;
import shop.product.recommendation.Recommendation.Reason;
import shop.product.search.ProductSearchEngine;
import shop.recommendations.BasketScorer;

/**
 * Recommends what goes with something: first what is bought together, then what is similar by its words and categories, at last what sells best.
 * Only what can be bought now, and never what is in the basket already.
 */
@Service
public class Recommendations {

    /** So many candidates are looked up for each that is shown: some are sold out. */
    private static final int CANDIDATES_FACTOR = 3;

    /** Of a basket, for which similar products are looked up. */
    private static final int LOOKED_AT_FOR_SIMILAR = 3;

    private final NeighborIndex index;
    private final OrderHistory history;
    private final ProductCache products;
    private final ProductSearchEngine search;

    Recommendations(NeighborIndex index, OrderHistory history, ProductCache products, ProductSearchEngine search) {
        this.index = index;
        this.history = history;
        this.products = products;
        this.search = search;
    }

    /**
     * For the page of a product.
     *
     * @throws shop.product.catalog.ProductException.NotFound if there is none or it is archived
     */
    public List<Recommendation> forProduct(UUID product, int size) {
        products.onSale(product);
        return forBasket(List.of(product), size);
    }

    /** For a list of products, each by itself; those that there are not are left out. */
    public Map<UUID, List<Recommendation>> forEach(Collection<UUID> ids, int size) {
        var known = products.findAll(ids);
        var found = new LinkedHashMap<UUID, List<Recommendation>>();
        for (var id : ids) {
            if (known.containsKey(id) && !found.containsKey(id)) {
                found.put(id, forBasket(List.of(id), size));
            }
        }
        return found;
    }

    /** For what a customer bought lately. */
    public List<Recommendation> forCustomer(UUID customer, int size) {
        return forBasket(history.productsOf(customer), size);
    }

    /** For a cart. Products that there are not are left out of it; without any, what sells best. */
    public List<Recommendation> forBasket(Collection<UUID> basket, int size) {
        var selection = new Selection(new LinkedHashSet<>(basket), size);
        selection.addBoughtTogether();
        selection.addSimilar();
        selection.addBestSellers();
        return List.copyOf(selection.chosen.values());
    }

    private final class Selection {

        private final Set<UUID> basket;
        private final int size;
        private final Map<UUID, Recommendation> chosen = new LinkedHashMap<>();

        private Selection(Set<UUID> basket, int size) {
            this.basket = basket;
            this.size = size;
        }

        private boolean isFull() {
            return chosen.size() >= size;
        }

        void addBoughtTogether() {
            var ranked = BasketScorer.rank(basket, index::neighborsOf, Comparator.<UUID>naturalOrder());
            var byId = new LinkedHashMap<UUID, BasketScorer.Ranked<UUID>>();
            ranked.forEach(one -> byId.put(one.item(), one));
            add(byId.keySet(), (id, known) -> {
                var because = byId.get(id);
                if (because == null) {
                    throw new IllegalStateException("no candidate: " + id);
                }
                var other = known.get(because.because());
                return Reason.boughtTogether(
                        because.because(),
                        other == null ? null : other.product().content().name(),
                        because.together());
            });
        }

        void addSimilar() {
            var looked = 0;
            for (var known : products.findAll(isFull() ? Set.of() : basket).values()) {
                if (isFull() || looked++ >= LOOKED_AT_FOR_SIMILAR) {
                    return;
                }
                var product = known.product();
                var similar = search.similar(product, CANDIDATES_FACTOR * size + basket.size());
                add(
                        similar,
                        (_, _) -> Reason.similar(product.id(), product.content().name()));
            }
        }

        void addBestSellers() {
            if (!isFull()) {
                add(index.bestSellers(), (id, _) -> Reason.popular(index.ordersOf(id)));
            }
        }

        /** Looks up some at a time: the first ones are mostly enough. */
        private void add(Collection<UUID> candidates, BiFunction<UUID, Map<UUID, CachedProduct>, Reason> reason) {
            var left = candidates.stream()
                    .filter(id -> !basket.contains(id) && !chosen.containsKey(id))
                    .toList();
            var step = CANDIDATES_FACTOR * size;
            for (var from = 0; from < left.size() && !isFull(); from += step) {
                var some = left.subList(from, Math.min(from + step, left.size()));
                var wanted = new HashSet<>(some);
                wanted.addAll(basket);
                var known = products.findAll(wanted);
                for (var id : some) {
                    var found = known.get(id);
                    if (!isFull() && found != null && found.product().available() > 0) {
                        chosen.put(id, new Recommendation(found, reason.apply(id, known)));
                    }
                }
            }
        }
    }
}
