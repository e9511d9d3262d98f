package shop.local.launch;

/** Something the person at the keyboard can understand and mend; the message is shown alone, and the exit code is 1. */
public final class ShopException extends RuntimeException {

    public ShopException(String message) {
        super(message);
    }
}
