package shop.user.session;

import java.time.Duration;

/**
 * What a client gets for logging in or refreshing.
 *
 * @param accessLife how long the access token is good
 */
public record IssuedTokens(String accessToken, String refreshToken, Duration accessLife) {

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "IssuedTokens[accessLife=" + accessLife + "]";
    }
}
