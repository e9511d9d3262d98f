package shop.product.image;

import java.util.UUID;

/** What cannot be done with the images of a product; what is wrong with a picture, {@link shop.pictures.PictureException} says. */
public abstract sealed class ImageException extends RuntimeException {

    private ImageException(String message) {
        super(message);
    }

    public static final class NotFound extends ImageException {
        NotFound(UUID id) {
            super("There is no image " + id + ".");
        }
    }

    public static final class TooMany extends ImageException {
        TooMany(int mostUploaded, int mostImages) {
            super("A product has at most %d uploaded images, and %d in all.".formatted(mostUploaded, mostImages));
        }
    }
}
