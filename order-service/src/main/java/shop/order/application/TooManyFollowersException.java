package shop.order.application;

/** No further connection can be had now. */
public final class TooManyFollowersException extends RuntimeException {

    private final boolean ofOneCustomer;

    private TooManyFollowersException(String message, boolean ofOneCustomer) {
        super(message);
        this.ofOneCustomer = ofOneCustomer;
    }

    static TooManyFollowersException ofCustomer(int most) {
        return new TooManyFollowersException("connections of one customer (expected: at most " + most + ")", true);
    }

    static TooManyFollowersException atAll(int most) {
        return new TooManyFollowersException("connections (expected: at most " + most + ")", false);
    }

    /** Whether the customer has too many, rather than this instance. */
    public boolean isOfOneCustomer() {
        return ofOneCustomer;
    }
}
