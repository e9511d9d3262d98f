package shop.user.signing;

/** What cannot be done with a signing key. */
public abstract sealed class KeyException extends RuntimeException {

    private KeyException(String message) {
        super(message);
    }

    public static final class NotFound extends KeyException {
        NotFound() {
            super("There is no such signing key");
        }
    }

    public static final class AlreadyWaiting extends KeyException {
        AlreadyWaiting() {
            super("A new signing key waits already to take over");
        }
    }
}
