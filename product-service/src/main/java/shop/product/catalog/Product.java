package shop.product.catalog;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A product as it is now.
 *
 * @param initialStock what was in stock when the product was made; inventory-service knows what is there today
 * @param version rises with every change of the content, from 1
 * @param archived whether it was taken off the shelves; it stays here so that its SKU is never given to something else
 * @param available how much of it can be bought, as last received from inventory-service
 * @param stockVersion the version of that stock update, 0 before there was any
 */
public record Product(
        UUID id,
        ProductContent content,
        @Nullable Long initialStock,
        long version,
        boolean archived,
        long available,
        long stockVersion,
        Instant createdAt,
        Instant updatedAt) {

    Product changedTo(ProductContent next, Instant now) {
        return new Product(id, next, initialStock, version + 1, archived, available, stockVersion, createdAt, now);
    }

    Product archivedAt(Instant now) {
        return new Product(id, content, initialStock, version + 1, true, available, stockVersion, createdAt, now);
    }

    /** On the shelves again, with the pictures that are still there. */
    Product restoredAt(Instant now, List<String> images) {
        return new Product(
                id,
                content.withImages(images),
                initialStock,
                version + 1,
                false,
                available,
                stockVersion,
                createdAt,
                now);
    }

    /** The same product after an update of the stock. */
    public Product withStock(long nextAvailable, long nextStockVersion) {
        return new Product(
                id, content, initialStock, version, archived, nextAvailable, nextStockVersion, createdAt, updatedAt);
    }
}
