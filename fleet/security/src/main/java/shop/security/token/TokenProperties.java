package shop.security.token;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.token}.
 *
 * @param jwksUri where the public keys are; a host that is the name of a service in the registry is looked up there
 * @param issuer who makes access tokens
 * @param serviceSecret what service tokens are signed with, the same in the whole fleet
 * @param jwksRefresh how often the keys are fetched in the background
 * @param jwksMinInterval how long an unknown key id waits at least after a fetch for the next one
 */
@ConfigurationProperties("shop.token")
record TokenProperties(
        @DefaultValue("http://user-service/.well-known/jwks.json")
        URI jwksUri,

        @DefaultValue("shopfleet") String issuer,
        @Nullable String serviceSecret,
        @DefaultValue("30s") Duration jwksRefresh,
        @DefaultValue("30s") Duration jwksMinInterval) {

    /** 256 bits, what HS256 asks for. */
    private static final int MIN_SECRET_BYTES = 32;

    /** Checked here and not by annotation, because the message must name the variable and not repeat the secret. */
    String checkedServiceSecret() {
        var bytes = serviceSecret == null ? 0 : serviceSecret.getBytes(StandardCharsets.UTF_8).length;
        if (serviceSecret == null || bytes < MIN_SECRET_BYTES) {
            throw new IllegalStateException(
                    "SERVICE_TOKEN_SECRET must have at least " + MIN_SECRET_BYTES + " bytes, has " + bytes);
        }
        return serviceSecret;
    }
}
