package shop.user.signing;

import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/**
 * The key that signs at this moment.
 *
 * @param activatedAt since when
 */
record SigningKey(String kid, RSAPublicKey publicKey, PrivateKey privateKey, Instant activatedAt) {

    /** Leaves the keys out. */
    @Override
    public String toString() {
        return "SigningKey[kid=" + kid + "]";
    }
}
