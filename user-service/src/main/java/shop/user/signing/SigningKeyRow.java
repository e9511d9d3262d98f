package shop.user.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code signing_keys}.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo, base64
 * @param encryptedPrivateKey PKCS #8, encrypted by {@link KeyCipher}, base64
 * @param activatesAt when a {@code NEXT} key takes over
 * @param activatedAt when it did
 * @param retiresAt when nothing that a {@code RETIRING} key signed can be good any more
 */
record SigningKeyRow(
        String kid,
        KeyState state,
        String publicKey,
        String encryptedPrivateKey,
        Instant createdAt,
        @Nullable Instant activatesAt,
        @Nullable Instant activatedAt,
        @Nullable Instant retiresAt) {

    KeyInfo info() {
        return new KeyInfo(kid, state, createdAt, activatesAt, activatedAt, retiresAt);
    }

    /** Leaves the keys out. */
    @Override
    public String toString() {
        return info().toString();
    }
}
