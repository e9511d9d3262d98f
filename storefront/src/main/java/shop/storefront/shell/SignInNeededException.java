package shop.storefront.shell;

/** The page is for people who are signed in, and nobody is, or not any more. */
public final class SignInNeededException extends RuntimeException {

    public SignInNeededException() {
        super("nobody is signed in", null, false, false);
    }
}
