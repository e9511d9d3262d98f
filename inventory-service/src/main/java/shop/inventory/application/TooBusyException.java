package shop.inventory.application;

/** More is asked for than can be decided in time. What was asked may still be done, so a repeat must be harmless. */
public final class TooBusyException extends RuntimeException {

    TooBusyException(String message) {
        super(message);
    }
}
