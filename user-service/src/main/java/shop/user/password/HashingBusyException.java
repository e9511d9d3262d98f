package shop.user.password;

/** Too many passwords wait to be hashed; nothing was decided about this one. */
public final class HashingBusyException extends RuntimeException {

    HashingBusyException() {
        super("Too many logins and sign-ups at this moment; try again in a few seconds");
    }
}
