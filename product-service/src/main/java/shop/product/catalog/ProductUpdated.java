package shop.product.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.events.OutgoingEvent;
import shop.kernel.Money;

/** What the catalog publishes of a product: all of it, since the topic is compacted. */
record ProductUpdated(
        UUID productId,
        String sku,
        String name,
        @Nullable String description,
        Money price,
        List<Money> prices,
        List<String> categories,
        Map<String, Object> attributes,
        List<String> images,
        @Nullable Long initialStock,
        boolean archived,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    static OutgoingEvent of(Product product) {
        var content = product.content();
        var message = new ProductUpdated(
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
                product.archived(),
                product.version(),
                product.createdAt(),
                product.updatedAt());
        return new OutgoingEvent("product_updated", "product.updated.v1", product.id(), product.version(), message);
    }
}
