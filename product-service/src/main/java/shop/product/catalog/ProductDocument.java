package shop.product.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;
import org.springframework.data.mongodb.core.query.Update;
import shop.events.PendingEvent;
import shop.kernel.Money;

/**
 * A product as MongoDB stores it. Three parties write to it, each its own fields: an administrator the content under a guard on
 * {@code version}, inventory-service's updates {@code stock}, of which the newest wins, and the relay {@code pendingEvents}. So nobody ever replaces the whole document.
 *
 * @param prices absent from documents that are older than they
 */
@Document(Catalog.COLLECTION)
record ProductDocument(
        @Id UUID id,
        String sku,
        String name,
        @Nullable String description,
        Money price,
        @Nullable List<Money> prices,
        List<String> categories,
        Map<String, Object> attributes,
        List<String> images,
        @Nullable Long initialStock,
        long version,
        boolean archived,
        Stock stock,
        Instant createdAt,
        Instant updatedAt,
        @Nullable List<PendingEvent> pendingEvents) {

    static ProductDocument of(Product product, List<PendingEvent> pendingEvents) {
        var content = product.content();
        return new ProductDocument(
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
                product.version(),
                product.archived(),
                new Stock(product.stockVersion(), product.available()),
                product.createdAt(),
                product.updatedAt(),
                pendingEvents);
    }

    /** Everything that another version of a product changes in its document, with the event that publishes it. */
    static Update change(Product next, PendingEvent event) {
        var content = next.content();
        return new Update()
                .set("sku", content.sku())
                .set("name", content.name())
                .set("description", content.description())
                .set("price", content.price())
                .set("prices", content.prices())
                .set("categories", content.categories())
                .set("attributes", content.attributes())
                .set("images", content.images())
                .set("archived", next.archived())
                .set("version", next.version())
                .set("updatedAt", next.updatedAt())
                .push(PendingEvent.FIELD, event);
    }

    /** An update of the stock; the version is the first field, because MongoDB compares documents field by field. */
    record Stock(@Field(order = 1) long version, long available) {}

    Product product() {
        return new Product(
                id,
                new ProductContent(
                        sku,
                        name,
                        description,
                        price,
                        Objects.requireNonNullElse(prices, List.of()),
                        categories,
                        attributes,
                        images),
                initialStock,
                version,
                archived,
                stock.available(),
                stock.version(),
                createdAt,
                updatedAt);
    }
}
