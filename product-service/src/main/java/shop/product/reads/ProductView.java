package shop.product.reads;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.http.version.ETags;
import shop.kernel.Money;
import shop.product.catalog.Product;

/** A product as everybody sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProductView(
        UUID id,
        String sku,
        String name,
        @Nullable String description,
        Money price,
        List<Money> prices,
        List<String> categories,
        Map<String, Object> attributes,
        List<String> images,
        @Nullable Long initialStock,
        Availability availability,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    /** How much can be bought, as last received from inventory-service; nothing until it has spoken of the product. */
    public record Availability(long available, boolean inStock) {}

    public static ProductView of(Product product) {
        var content = product.content();
        return new ProductView(
                product.id(),
                content.sku(),
                content.name(),
                content.description(),
                content.price(),
                content.prices(),
                content.categories(),
                content.attributes(),
                content.images(),
                product.initialStock(),
                new Availability(product.available(), product.available() > 0),
                product.version(),
                product.createdAt(),
                product.updatedAt());
    }

    /** Names the availability too, so that a cached copy is fresh; {@code If-Match} looks at the version alone. */
    public static String eTag(Product product) {
        return ETags.of(product.version(), Long.toString(product.stockVersion()));
    }
}
