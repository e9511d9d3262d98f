package shop.product.search;

import java.util.List;
import java.util.UUID;
import shop.product.catalog.Product;

/**
 * Finds products that are not archived. What it knows comes from the fleet's topics alone, so another engine can stand here without a
 * change to those who ask.
 */
public interface ProductSearchEngine {

    /** How many hits can be reached by an offset; those behind them by a cursor only. */
    int DEEPEST = 10_000;

    /**
     * The products that fit.
     *
     * @throws SearchException if the slice cannot be had
     */
    ProductHits find(ProductSearch search, HitSlice slice);

    /** Names of products that begin as the text does, or have words that do; the best first, each name once. */
    List<Suggestion> suggest(String text, int most);

    /** Products in stock whose names and categories have most in common with a product's, the best first; without itself. */
    List<UUID> similar(Product product, int most);

    /** Differs whenever an answer may differ from an earlier one. */
    long generation();

    /** A name, and one of the products that have it. */
    record Suggestion(String text, UUID productId) {}
}
