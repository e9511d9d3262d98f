package shop.web.version;

/** The {@code If-Match} of a request names another version than the stored one: 412 {@code precondition_failed}. */
public final class StaleVersionException extends RuntimeException {

    /**
     * Stores may throw it too, when they find the race lost.
     *
     * @param message for the client, like {@code If-Match does not name the current version "7"}
     */
    public StaleVersionException(String message) {
        super(message);
    }
}
