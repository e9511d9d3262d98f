package shop.notification.operations;

/** The broker does not answer in time, or cannot. */
public final class BrokerAwayException extends RuntimeException {

    BrokerAwayException(Throwable cause) {
        super("The broker does not answer", cause);
    }
}
