package shop.user.address;

import java.util.UUID;

/** What cannot be done with an address. */
public abstract sealed class AddressException extends RuntimeException {

    private AddressException(String message) {
        super(message);
    }

    /** Also for an address of somebody else: that it is there is not the caller's business. */
    public static final class NotFound extends AddressException {
        public NotFound(UUID id) {
            super("No address " + id);
        }
    }

    public static final class TooMany extends AddressException {
        public TooMany(int limit) {
            super("An account can keep " + limit + " addresses; delete one first");
        }
    }
}
