package shop.security.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import shop.security.Caller;

/**
 * What a verified access token says.
 *
 * @param xsrf what the CSRF token of a browser must hash to, if its person signed in with cookies
 * @param keyId the key that verified its signature
 * @param goodUntil when it stops proving anything, leeway included
 */
public record AccessToken(Caller caller, @Nullable String xsrf, String keyId, Instant goodUntil) {}
