package shop.product.category;

import java.util.UUID;

/** What the tree refuses. */
abstract sealed class CategoryException extends RuntimeException {

    private CategoryException(String message) {
        super(message);
    }

    static final class NotFound extends CategoryException {
        NotFound(UUID id) {
            super("There is no category " + id + ".");
        }
    }

    static final class SlugTaken extends CategoryException {
        SlugTaken(String slug) {
            super("The slug " + slug + " belongs to another category.");
        }
    }

    static final class Cycle extends CategoryException {
        Cycle(String slug, String below) {
            super("The category " + slug + " cannot be moved below " + below + ", which is the same or lies below it.");
        }
    }

    static final class NotEmpty extends CategoryException {
        NotEmpty(String slug, String what) {
            super("The category " + slug + " still has " + what + ".");
        }
    }

    static final class Limit extends CategoryException {
        Limit(String what) {
            super("The tree may have at most " + what + ".");
        }
    }
}
