package shop.user.account;

import java.util.UUID;

/** What cannot be done with an account. */
public abstract sealed class AccountException extends RuntimeException {

    private AccountException(String message) {
        super(message);
    }

    /** The message does not repeat the address: it may end up in a log. */
    public static final class EmailTaken extends AccountException {
        public EmailTaken() {
            super("There is an account with this e-mail address already");
        }
    }

    public static final class NotFound extends AccountException {
        public NotFound(UUID id) {
            super("No account " + id);
        }
    }

    public static final class LastAdmin extends AccountException {
        public LastAdmin(UUID id) {
            super("Account " + id + " is the last administrator and must stay one");
        }
    }

    /** Said before anybody looked at the sign-up, so it reveals nothing about the address that was given. */
    public static final class TooManySignUps extends AccountException {
        TooManySignUps() {
            super("Too many sign-ups from one address at once; try again in a few seconds");
        }
    }
}
