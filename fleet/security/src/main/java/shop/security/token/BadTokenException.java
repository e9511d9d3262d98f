package shop.security.token;

/** A token that is not valid. The message is for clients and does not repeat the token. */
public final class BadTokenException extends RuntimeException {

    /** The stable code of the problem that a client sees. */
    public enum Reason {
        INVALID("invalid_token"),
        EXPIRED("token_expired"),
        ACCOUNT_DISABLED("account_disabled"),
        TOKEN_REVOKED("token_revoked");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    private final Reason reason;

    public BadTokenException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
