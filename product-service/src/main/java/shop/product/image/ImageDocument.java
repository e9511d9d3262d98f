package shop.product.image;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.pictures.Picture;
import shop.pictures.PictureType;

/**
 * A picture as MongoDB knows it; its bytes are elsewhere.
 *
 * @param size in bytes
 * @param removedAt since when it is not to be found any more, though its bytes may still be there
 */
@Document("product_images")
record ImageDocument(
        @Id UUID id,
        UUID productId,
        String contentType,
        int width,
        int height,
        int size,
        Instant uploadedAt,
        @Nullable Instant removedAt) {

    static ImageDocument of(UUID id, UUID productId, Picture picture, Instant now) {
        return new ImageDocument(
                id,
                productId,
                picture.type().contentType(),
                picture.width(),
                picture.height(),
                picture.bytes().length,
                now,
                null);
    }

    ProductImage image() {
        return new ProductImage(id, PictureType.of(contentType));
    }
}
