package shop.inventory.application;

import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;

/** Compares stock with the movements that explain it. */
public interface Ledger {

    /**
     * Compares a page of products as they are at one moment, in the order of their ids.
     *
     * @param after the last product of the page before; null for the first page
     */
    Page compare(@Nullable ProductId after, int limit);

    /**
     * What was compared.
     *
     * @param last the last product of this page; null if there was none
     */
    record Page(int products, @Nullable ProductId last, List<Drift> drifts) {}
}
