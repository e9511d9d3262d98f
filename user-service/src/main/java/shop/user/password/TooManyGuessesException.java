package shop.user.password;

import java.time.Duration;

/** Too many wrong passwords for one account, or for an address that has none; this one was not looked at. */
public final class TooManyGuessesException extends RuntimeException {

    private final Duration retryAfter;

    TooManyGuessesException(Duration retryAfter) {
        super("Too many wrong passwords; try again later");
        this.retryAfter = retryAfter;
    }

    /** When the next password will be looked at. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
