package shop.user.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;

/**
 * Keeps private keys unreadable in the database and its backups: AES-256-GCM under a key derived from {@code KEY_ENCRYPTION_SECRET}
 * (HKDF-SHA-256). A ciphertext is bound to its kid, so rows cannot be swapped; it starts with its nonce.
 */
@Component
class KeyCipher {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    @Autowired
    KeyCipher(UserProperties properties) {
        this(properties.keys().encryptionSecret());
    }

    KeyCipher(String secret) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                    .thenExpand("shopfleet signing keys v1".getBytes(StandardCharsets.UTF_8), 32);
            key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", missing);
        }
    }

    byte[] encrypt(String kid, byte[] plain) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, kid, nonce).doFinal(plain);
            var whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return whole;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("cannot encrypt key " + kid, failed);
        }
    }

    /** @throws IllegalStateException if it was encrypted under another secret or tampered with */
    byte[] decrypt(String kid, byte[] encrypted) {
        try {
            var nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, kid, nonce)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
        } catch (AEADBadTagException other) {
            throw new IllegalStateException(
                    "signing key " + kid
                            + " cannot be decrypted: KEY_ENCRYPTION_SECRET is not the one it was stored under",
                    other);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("cannot decrypt key " + kid, failed);
        }
    }

    private Cipher cipher(int mode, String kid, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
