package shop.product.transfer;

import java.util.List;
import java.util.UUID;

/** What an import refuses. */
abstract sealed class ImportException extends RuntimeException {

    private ImportException(String message) {
        super(message);
    }

    /** The file as a whole is no file of products, or cannot be followed from one of its lines on. */
    static final class Unreadable extends ImportException {

        private static final int MOST_ERRORS = 100;

        private final transient List<LineError> errors;

        Unreadable(List<LineError> errors) {
            super("The file cannot be imported; see errors.");
            this.errors = List.copyOf(errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
        }

        List<LineError> errors() {
            return errors;
        }
    }

    static final class NotFound extends ImportException {
        NotFound(UUID id) {
            super("There is no import " + id + ".");
        }
    }

    static final class Finished extends ImportException {
        Finished(UUID id) {
            super("The import " + id + " has ended and can no longer be cancelled.");
        }
    }
}
