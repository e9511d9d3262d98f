package shop.user.reset;

/** Why a forgotten password was not replaced. */
public abstract sealed class ResetException extends RuntimeException {

    private ResetException(String message) {
        super(message);
    }

    /** One message for unknown, used and expired. */
    public static final class TokenInvalid extends ResetException {
        TokenInvalid() {
            super("The link was used already or is too old; ask for a new one");
        }
    }

    /** Said before anybody looked for the account, so it reveals nothing about it. */
    public static final class TooBusy extends ResetException {
        TooBusy() {
            super("Too many mails are waiting at this moment; try again in a few seconds");
        }
    }
}
