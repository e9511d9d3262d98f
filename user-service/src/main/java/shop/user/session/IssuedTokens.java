package shop.user.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import shop.user.secret.Secret;

/**
 * What a client gets for logging in or refreshing.
 *
 * @param xsrfToken what a browser must send in a header beside the cookies that the other two are kept in
 * @param accessLife how long the access token is good
 * @param refreshLife how long the refresh token is good unless it is used
 * @param device what the device keeps so that the account knows it again; null when a login is continued
 */
public record IssuedTokens(
        String accessToken,
        String refreshToken,
        String xsrfToken,
        Duration accessLife,
        Duration refreshLife,
        @Nullable Secret device) {

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "IssuedTokens[accessLife=" + accessLife + ", refreshLife=" + refreshLife + "]";
    }
}
