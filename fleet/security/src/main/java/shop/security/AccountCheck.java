package shop.security;

/**
 * Says whether the account behind a verified token may still act. A token is good for minutes, and an account can be disabled, or its
 * password and roles changed, within them. By default the answer comes from the {@code user_status} events; user-service, which owns the
 * accounts, has a bean of its own.
 */
@FunctionalInterface
public interface AccountCheck {

    /**
     * Returns if the token is as good as it was when it was issued, else throws {@link shop.security.token.BadTokenException}.
     *
     * @param readOnly whether the request changes nothing (GET, HEAD, OPTIONS)
     */
    void check(Caller caller, boolean readOnly);
}
