package shop.channels.catalog;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import shop.channels.schema.Arguments;
import shop.channels.schema.Backends;
import shop.channels.schema.Backends.Backend;
import shop.channels.schema.Connection;
import shop.sdk.Carts;
import shop.sdk.Catalog;
import shop.sdk.Inventory;
import shop.sdk.Orders;
import shop.sdk.ShopClient;

/** Products, categories and stock; whatever is asked of many products is asked for once. */
@Controller
class CatalogFields {

    private static final int MOST_RECOMMENDATIONS = 50;

    private final Backends backends;

    CatalogFields(Backends backends) {
        this.backends = backends;
    }

    /** As the schema has it. */
    enum ProductSort {
        RELEVANCE("relevance"),
        NAME("name"),
        NEWEST("createdAt,desc"),
        PRICE_ASC("price,asc"),
        PRICE_DESC("price,desc");

        private final String parameter;

        ProductSort(String parameter) {
            this.parameter = parameter;
        }
    }

    record AttributeFilter(String name, List<String> values) {}

    record Attribute(String name, Object value) {}

    @QueryMapping
    Connection<Catalog.Product> products(
            @Argument @Nullable String text,
            @Argument @Nullable String category,
            @Argument @Nullable String currency,
            @Argument @Nullable Long minPrice,
            @Argument @Nullable Long maxPrice,
            @Argument @Nullable Boolean inStock,
            @Argument @Nullable List<AttributeFilter> attributes,
            @Argument @Nullable ProductSort sort,
            @Argument int first,
            @Argument @Nullable String after,
            @ContextValue ShopClient shop) {
        var search = new Catalog.Search(
                text,
                category,
                currency,
                minPrice,
                maxPrice,
                inStock,
                values(attributes),
                sort == null ? null : sort.parameter,
                0,
                Arguments.first(first, Arguments.MOST));
        var page = backends.ask(Backend.PRODUCTS, () -> shop.catalog().searchAfter(search, after));
        return Connection.of(page.items(), page.nextCursor(), page.totalItems());
    }

    private static Map<String, List<String>> values(@Nullable List<AttributeFilter> filters) {
        var values = new LinkedHashMap<String, List<String>>();
        if (filters != null) {
            Arguments.few("attributes", filters)
                    .forEach(filter -> values.computeIfAbsent(filter.name(), _ -> new ArrayList<>())
                            .addAll(filter.values()));
        }
        return values;
    }

    @QueryMapping
    Catalog.Product product(@Argument String id, @ContextValue ShopClient shop) {
        var product = Arguments.id("id", id);
        return backends.ask(
                Backend.PRODUCTS, () -> shop.catalog().product(product).body());
    }

    @QueryMapping
    List<Catalog.Category> categories(@ContextValue ShopClient shop) {
        return backends.ask(Backend.PRODUCTS, () -> shop.catalog().categories());
    }

    @QueryMapping
    List<Inventory.Stock> stock(@Argument List<String> productIds, @ContextValue ShopClient shop) {
        var ids = Arguments.ids("productIds", productIds);
        return backends.ask(Backend.INVENTORY, () -> shop.inventory().of(ids));
    }

    @QueryMapping
    List<Catalog.Recommendation> recommendations(
            @Argument @Nullable List<String> productIds, @Argument int first, @ContextValue ShopClient shop) {
        var basket = Arguments.ids("productIds", productIds == null ? List.of() : productIds);
        var size = Arguments.first(first, MOST_RECOMMENDATIONS);
        return backends.ask(Backend.PRODUCTS, () -> shop.catalog().recommendationsForBasket(basket, size));
    }

    @SchemaMapping(typeName = "Product")
    List<Attribute> attributes(Catalog.Product product) {
        return product.attributes().entrySet().stream()
                .map(attribute -> new Attribute(attribute.getKey(), attribute.getValue()))
                .toList();
    }

    @BatchMapping(typeName = "Product", field = "stock")
    Map<Catalog.Product, Inventory.Stock> stockOfProducts(
            List<Catalog.Product> products, @ContextValue ShopClient shop) {
        var stocks = new HashMap<UUID, Inventory.Stock>();
        for (var ids : parts(products, Catalog.Product::id)) {
            backends.ask(Backend.INVENTORY, () -> shop.inventory().of(ids))
                    .forEach(stock -> stocks.put(stock.productId(), stock));
        }
        return assigned(products, Catalog.Product::id, stocks);
    }

    @BatchMapping(typeName = "CartItem", field = "product")
    Map<Carts.Item, Catalog.Product> productOfItem(List<Carts.Item> items, @ContextValue ShopClient shop) {
        return assigned(items, Carts.Item::productId, products(parts(items, Carts.Item::productId), shop));
    }

    @BatchMapping(typeName = "OrderLine", field = "product")
    Map<Orders.Line, Catalog.Product> productOfLine(List<Orders.Line> lines, @ContextValue ShopClient shop) {
        return assigned(lines, Orders.Line::productId, products(parts(lines, Orders.Line::productId), shop));
    }

    private Map<UUID, Catalog.Product> products(List<List<UUID>> parts, ShopClient shop) {
        var products = new HashMap<UUID, Catalog.Product>();
        for (var ids : parts) {
            backends.ask(Backend.PRODUCTS, () -> shop.catalog().products(ids))
                    .forEach(product -> products.put(product.id(), product));
        }
        return products;
    }

    /** Each id once, in parts that a service takes at once. */
    static <T> List<List<UUID>> parts(Collection<T> things, Function<T, UUID> id) {
        var ids = things.stream().map(id).distinct().toList();
        var parts = new ArrayList<List<UUID>>();
        for (var start = 0; start < ids.size(); start += Arguments.MOST) {
            parts.add(ids.subList(start, Math.min(ids.size(), start + Arguments.MOST)));
        }
        return parts;
    }

    /** What was not found is left out, and null in the response. */
    private static <T, V> Map<T, V> assigned(Collection<T> things, Function<T, UUID> id, Map<UUID, V> found) {
        return new HashSet<>(things)
                .stream()
                        .filter(thing -> found.containsKey(id.apply(thing)))
                        .collect(toMap(Function.identity(), thing -> found.get(id.apply(thing))));
    }
}
