package shop.product.catalog;

import java.util.List;

/**
 * A page of what a search found.
 *
 * @param total how many products were found on all pages
 * @param categories how many of them each category has, the largest first
 */
public record ProductPage(List<Product> products, long total, List<CategoryCount> categories) {

    public ProductPage {
        products = List.copyOf(products);
        categories = List.copyOf(categories);
    }

    /** How many of the found products are in a category. */
    public record CategoryCount(String category, long count) {}
}
