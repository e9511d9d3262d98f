package shop.payment.application;

/** A webhook that must not be believed. */
public final class BadWebhookException extends RuntimeException {

    public BadWebhookException(String message) {
        super(message);
    }

    public BadWebhookException(String message, Throwable cause) {
        super(message, cause);
    }
}
