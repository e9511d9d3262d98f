package shop.notification.operations;

/** The broker does not answer in time, or cannot. */
public final class BrokerUnavailableException extends RuntimeException {

    BrokerUnavailableException(Throwable cause) {
        super("The broker does not answer", cause);
    }
}
