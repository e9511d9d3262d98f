package shop.product.category;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A category of the catalog.
 *
 * @param slug what products name it by; it never changes
 * @param parentId null at the top
 * @param version rises with every change, from 1
 */
record Category(
        UUID id,
        String slug,
        String name,
        @Nullable UUID parentId,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    Category changedTo(String newName, @Nullable UUID newParent, Instant now) {
        return new Category(id, slug, newName, newParent, version + 1, createdAt, now);
    }
}
