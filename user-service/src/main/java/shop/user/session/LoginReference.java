package shop.user.session;

import org.jspecify.annotations.Nullable;
import shop.user.secret.Secret;

/** Which of an account's logins is meant. */
public sealed interface LoginReference {

    record ByRefreshToken(Secret token) implements LoginReference {}

    /** Browsers keep the refresh token where no script reads it; what was given out with it names the login as well. */
    record ByXsrfToken(Secret token) implements LoginReference {}

    /** Null if none is named. */
    static @Nullable LoginReference of(@Nullable String refreshToken, @Nullable String xsrfToken) {
        if (refreshToken != null) {
            return new ByRefreshToken(new Secret(refreshToken));
        }
        return xsrfToken == null ? null : new ByXsrfToken(new Secret(xsrfToken));
    }
}
