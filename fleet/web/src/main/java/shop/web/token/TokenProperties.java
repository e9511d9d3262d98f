package shop.web.token;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.token}.
 *
 * @param jwksUri where the public keys are; a host that is the name of a service in the registry is looked up there
 * @param issuer who makes access tokens
 * @param serviceSecret what service tokens are signed with, the same in the whole fleet
 * @param jwksRefresh how often the keys are fetched in the background
 * @param jwksMinInterval how long an unknown key id waits at least for the next fetch
 */
@ConfigurationProperties("shop.token")
record TokenProperties(
        URI jwksUri,
        @DefaultValue("shopfleet") String issuer,
        String serviceSecret,
        @DefaultValue("60s") Duration jwksRefresh,
        @DefaultValue("30s") Duration jwksMinInterval) {

    /** 256 bits, what HS256 asks for. */
    static final int MIN_SECRET_BYTES = 32;
}
