package shop.payment.application;

/** The provider was not reached, or failed: what became of the call is not known, and it is made again later. */
public final class ProviderUnavailableException extends RuntimeException {

    public ProviderUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
