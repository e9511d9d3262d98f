package shop.user.session;

/** Why nobody is logged in after all. The messages say no more than the client may know. */
public abstract sealed class SessionException extends RuntimeException {

    private SessionException(String message) {
        super(message);
    }

    /** One message for an unknown address and for a wrong password: it must not reveal who has an account. */
    public static final class BadCredentials extends SessionException {
        public BadCredentials() {
            super("E-mail address or password is wrong");
        }
    }

    /** One message for unknown, used, expired and ended. */
    public static final class RefreshTokenInvalid extends SessionException {
        public RefreshTokenInvalid() {
            super("The refresh token is not valid; log in again");
        }
    }

    /** A cookie came without the proof that a page of ours sent it. */
    public static final class CsrfTokenInvalid extends SessionException {
        public CsrfTokenInvalid() {
            super("The header X-XSRF-TOKEN must hold the value of the cookie XSRF-TOKEN");
        }
    }
}
