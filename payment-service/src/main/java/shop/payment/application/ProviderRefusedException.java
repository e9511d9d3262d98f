package shop.payment.application;

/** The provider understood and will not do it. */
public final class ProviderRefusedException extends RuntimeException {

    private final String code;

    /**
     * Takes the refusal over.
     *
     * @param code the provider's, for example {@code amount_too_small}
     */
    public ProviderRefusedException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
