package shop.security.token;

import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that access tokens are checked with. By default they come from user-service's JWKS; user-service, which owns them,
 * has a bean of its own.
 */
@FunctionalInterface
public interface KeySource {

    /**
     * Looks a key up. May wait for a fetch when the key is not known yet.
     *
     * @return the key, or null if there is no such key
     * @throws KeysUnavailableException if no keys are known and none can be had now
     */
    @Nullable RSAPublicKey find(String keyId);

    /** Whether there is such a key as far as is known now, without waiting for anything. */
    default boolean knows(String keyId) {
        return find(keyId) != null;
    }
}
