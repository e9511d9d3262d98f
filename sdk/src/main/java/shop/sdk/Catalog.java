package shop.sdk;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import tools.jackson.databind.JsonNode;

/** Products and categories. */
public final class Catalog {

    private static final String PRODUCTS = "/api/products";
    private static final String CATEGORIES = "/api/categories";

    private final ShopClient client;

    Catalog(ShopClient client) {
        this.client = client;
    }

    public record Product(
            UUID id,
            String sku,
            String name,
            @Nullable String description,
            Money price,
            List<Money> prices,
            List<String> categories,
            Map<String, Object> attributes,
            List<String> images,
            @Nullable Availability availability,
            @Nullable Boolean archived,
            long version,
            @Nullable Instant updatedAt) {

        /** What was not sent is empty. An attribute is a text, a number, a boolean, or a list or map of these. */
        public Product {
            prices = orEmpty(prices);
            categories = orEmpty(categories);
            attributes = attributes == null ? Map.of() : attributes;
            images = orEmpty(images);
        }

        private static <T> List<T> orEmpty(@Nullable List<T> sent) {
            return sent == null ? List.of() : sent;
        }
    }

    public record Availability(long available, boolean inStock) {}

    public record ProductPage(
            List<Product> items,
            int page,
            int size,
            @Nullable Long totalItems,
            @Nullable Integer totalPages,
            @Nullable Boolean approximate,
            @Nullable String nextCursor,
            @Nullable Facets facets) {}

    public record Facets(
            @Nullable List<CategoryCount> categories,
            @Nullable List<PriceCount> prices,
            @Nullable List<AttributeCount> attributes,
            @Nullable AvailabilityCount availability) {}

    public record CategoryCount(String category, long count) {}

    /**
     * How many products there are in a range of prices.
     *
     * @param to exclusive; null for the last range
     */
    public record PriceCount(
            String currency, long from, @Nullable Long to, long count) {}

    public record AttributeCount(String name, List<ValueCount> values) {}

    public record ValueCount(String value, long count) {}

    public record AvailabilityCount(long inStock, long outOfStock) {}

    public record Suggestion(String text, @Nullable UUID productId) {}

    private record Suggestions(List<Suggestion> suggestions) {}

    private record Products(List<Product> items) {}

    public record Category(
            UUID id, String slug, String name, @Nullable UUID parentId, List<String> path, long version) {}

    private record Categories(List<Category> items) {}

    /**
     * A product that goes with another.
     *
     * @param reason why it is shown
     */
    public record Recommendation(Product product, @Nullable Reason reason) {}

    /**
     * Why a product is recommended.
     *
     * @param code {@code bought_together}, {@code similar}, {@code popular} and the like
     * @param text the same for people, in English
     * @param productId the other product that it goes with
     * @param orders in how many orders they were bought together
     */
    public record Reason(
            String code,
            String text,
            @Nullable UUID productId,
            @Nullable Integer orders) {}

    private record Recommendations(List<Recommendation> items) {}

    private record OfProduct(UUID productId, List<Recommendation> recommendations) {}

    private record RecommendationsOfProducts(List<OfProduct> items) {}

    /**
     * What is looked for. Null is "any".
     *
     * @param attributes names with the values of which one must fit
     * @param sort a field and a direction: {@code price,asc}
     */
    public record Search(
            @Nullable String text,
            @Nullable String category,
            @Nullable String currency,
            @Nullable Long minPrice,
            @Nullable Long maxPrice,
            @Nullable Boolean inStock,
            Map<String, List<String>> attributes,
            @Nullable String sort,
            int page,
            int size) {

        public static Search all(int size) {
            return new Search(null, null, null, null, null, null, Map.of(), null, 0, size);
        }

        public Search inCategory(String slug) {
            return new Search(text, slug, currency, minPrice, maxPrice, inStock, attributes, sort, page, size);
        }
    }

    public ProductPage search(Search search) {
        return client.read(
                listing(search).query("page", search.page()).query("size", search.size()), ProductPage.class);
    }

    /**
     * The products from a place in the list on, however deep; the search's page does not count.
     *
     * @param cursor of the page before, which was searched for with the same sort; null for the first
     */
    public ProductPage searchAfter(Search search, @Nullable String cursor) {
        return client.read(listing(search).query("cursor", cursor).query("size", search.size()), ProductPage.class);
    }

    private static Call listing(Search search) {
        var call = Call.get(PRODUCTS)
                .query("q", search.text())
                .query("category", search.category())
                .query("currency", search.currency())
                .query("minPrice", search.minPrice())
                .query("maxPrice", search.maxPrice())
                .query("inStock", search.inStock());
        search.attributes().forEach((name, values) -> values.forEach(value -> call.query("attr." + name, value)));
        return call.query("sort", search.sort());
    }

    public Reply<Product> product(UUID id) {
        return client.send(Call.get(PRODUCTS + "/" + id), ReplyType.of(Product.class));
    }

    /** Those of the products that there are, in no order; at most 100. */
    public List<Product> products(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : client.read(Call.get(PRODUCTS).query("ids", joined(ids)), Products.class)
                        .items();
    }

    private static String joined(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(","));
    }

    public List<Suggestion> suggest(String text, int size) {
        return client.read(Call.get(PRODUCTS + "/suggest").query("q", text).query("size", size), Suggestions.class)
                .suggestions();
    }

    /** Products that go with this one, the best first. */
    public List<Recommendation> recommendations(UUID product) {
        return client.read(Call.get(PRODUCTS + "/" + product + "/recommendations"), Recommendations.class)
                .items();
    }

    /**
     * Products that go with each of several, the best first.
     *
     * @param products at most 100
     * @param size of each list, at most 10
     */
    public Map<UUID, List<Recommendation>> recommendations(Collection<UUID> products, int size) {
        return products.isEmpty()
                ? Map.of()
                : client
                        .read(
                                Call.get(PRODUCTS + "/recommendations")
                                        .query("ids", joined(products))
                                        .query("size", size),
                                RecommendationsOfProducts.class)
                        .items()
                        .stream()
                        .collect(Collectors.toMap(OfProduct::productId, OfProduct::recommendations));
    }

    /**
     * Products that go with a basket; without one with what the caller bought lately, and for others what sells best.
     *
     * @param basket at most 100
     * @param size at most 50
     */
    public List<Recommendation> recommendationsForBasket(Collection<UUID> basket, int size) {
        return client.read(
                        Call.get("/api/recommendations")
                                .query("productIds", joined(basket))
                                .query("size", size),
                        Recommendations.class)
                .items();
    }

    /** The whole tree, each category before those below it. */
    public List<Category> categories() {
        return client.read(Call.get(CATEGORIES), Categories.class).items();
    }

    public Reply<Product> create(JsonNode product, @Nullable String idempotencyKey) {
        return client.send(Call.post(PRODUCTS).json(product).key(idempotencyKey), ReplyType.of(Product.class));
    }

    /** By a JSON Merge Patch. */
    public Reply<Product> patch(UUID id, JsonNode patch, @Nullable String eTag) {
        return client.send(Call.patch(PRODUCTS + "/" + id).json(patch).ifMatch(eTag), ReplyType.of(Product.class));
    }

    public void archive(UUID id, @Nullable String eTag) {
        client.send(Call.delete(PRODUCTS + "/" + id).ifMatch(eTag));
    }

    /** Puts an archived product on sale again. */
    public void restore(UUID id) {
        client.send(Call.post(PRODUCTS + "/" + id + "/restore"));
    }
}
