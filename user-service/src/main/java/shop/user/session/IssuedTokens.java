package shop.user.session;

import java.time.Duration;

/**
 * What a client gets for logging in or refreshing.
 *
 * @param xsrfToken what a browser must send in a header beside the cookies that the other two are kept in
 * @param accessLife how long the access token is good
 * @param refreshLife how long the refresh token is good unless it is used
 */
public record IssuedTokens(
        String accessToken, String refreshToken, String xsrfToken, Duration accessLife, Duration refreshLife) {

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "IssuedTokens[accessLife=" + accessLife + ", refreshLife=" + refreshLife + "]";
    }
}
