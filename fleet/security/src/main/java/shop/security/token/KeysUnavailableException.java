package shop.security.token;

/** No key has been fetched yet and user-service cannot be reached: nothing is known about the token, so it is neither good nor bad. */
public final class KeysUnavailableException extends RuntimeException {

    public KeysUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
