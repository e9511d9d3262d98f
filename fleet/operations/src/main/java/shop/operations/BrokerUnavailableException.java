package shop.operations;

/** The broker does not answer in time, or cannot. */
final class BrokerUnavailableException extends RuntimeException {

    BrokerUnavailableException(Throwable cause) {
        super("The broker does not answer", cause);
    }
}
