package shop.local.infra;

/** A part of the infrastructure cannot run; the message is for the person at the keyboard. */
public final class InfrastructureException extends RuntimeException {

    public InfrastructureException(String message) {
        super(message);
    }

    public InfrastructureException(String message, Throwable cause) {
        super(message, cause);
    }
}
