package shop.notification.delivery;

/** Why a delivery was not sent. Servers repeat addresses in what they say, so this is kept instead of their words. */
public enum DeliveryProblem {
    /** The customer's registration has not arrived yet. */
    ADDRESS_UNKNOWN(false),
    /** Those before it in its batch took so long that it was not tried within its lease. */
    OUT_OF_TIME(false),
    SERVER_UNREACHABLE(false),
    AUTHENTICATION_FAILED(false),
    /** The server refused this message, perhaps only for now. */
    REFUSED(false),
    /** The server says that nobody has this address or number, or that its owner wants nothing. */
    ADDRESS_REFUSED(true),
    /** The mail could not be put together. */
    NOT_WRITABLE(true);

    private final boolean permanent;

    DeliveryProblem(boolean permanent) {
        this.permanent = permanent;
    }

    boolean isPermanent() {
        return permanent;
    }
}
