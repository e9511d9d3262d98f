package shop.order.application;

/** No further connection can be had now. */
public final class TooManyConnectionsException extends RuntimeException {

    private final boolean ofOneCustomer;

    private TooManyConnectionsException(String message, boolean ofOneCustomer) {
        super(message);
        this.ofOneCustomer = ofOneCustomer;
    }

    static TooManyConnectionsException ofCustomer(int most) {
        return new TooManyConnectionsException("connections of one customer (expected: at most " + most + ")", true);
    }

    static TooManyConnectionsException atAll(int most) {
        return new TooManyConnectionsException("connections (expected: at most " + most + ")", false);
    }

    /** Whether the customer has too many, rather than this instance. */
    public boolean isOfOneCustomer() {
        return ofOneCustomer;
    }
}
