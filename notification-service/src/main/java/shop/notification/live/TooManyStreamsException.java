package shop.notification.live;

/** No further stream can be opened now. */
public final class TooManyStreamsException extends RuntimeException {

    private final boolean ofOneUser;

    private TooManyStreamsException(String message, boolean ofOneUser) {
        super(message);
        this.ofOneUser = ofOneUser;
    }

    static TooManyStreamsException ofUser(int most) {
        return new TooManyStreamsException("streams of one account (expected: at most " + most + ")", true);
    }

    static TooManyStreamsException ofInstance(int most) {
        return new TooManyStreamsException("streams (expected: at most " + most + ")", false);
    }

    /** Whether the user has too many, rather than this instance. */
    public boolean isOfOneUser() {
        return ofOneUser;
    }
}
