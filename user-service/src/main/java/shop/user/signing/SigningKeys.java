package shop.user.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import shop.web.token.KeySource;

/**
 * The signing keys as they were last read. The first instance that starts makes the first key; all others find it. Polling makes a key
 * that was added or retired elsewhere known without a restart. This service checks tokens with its own keys and calls nobody for them.
 */
@Component
public class SigningKeys implements KeySource {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final int KEY_BITS = 2048;

    private final SigningKeyRepository repository;
    private final KeyCipher cipher;
    private final Clock clock;
    private volatile Loaded loaded;

    SigningKeys(SigningKeyRepository repository, KeyCipher cipher, Clock clock) {
        this.repository = repository;
        this.cipher = cipher;
        this.clock = clock;
        this.loaded = loadOrCreate();
    }

    private record Loaded(SigningKey active, Map<String, RSAPublicKey> published) {}

    @Override
    public @Nullable RSAPublicKey find(String keyId) {
        return loaded.published().get(keyId);
    }

    /** The public keys by kid, oldest first. */
    public Map<String, RSAPublicKey> published() {
        return loaded.published();
    }

    SigningKey active() {
        return loaded.active();
    }

    @Scheduled(
            fixedDelayString = "${shop.user.keys.poll-interval:15s}",
            initialDelayString = "${shop.user.keys.poll-interval:15s}")
    void reload() {
        try {
            loaded = load(repository.published());
        } catch (DataAccessException unreachable) {
            log.warn("Cannot read the signing keys; going on with those known: {}", unreachable.getMessage());
        }
    }

    private Loaded loadOrCreate() {
        var rows = repository.published();
        if (rows.stream().noneMatch(SigningKeys::isActive)) {
            var key = generate();
            if (repository.insertActive(key, clock.instant())) {
                log.info("Made the signing key {}", key.kid());
            }
            rows = repository.published();
        }
        return load(rows);
    }

    private Loaded load(List<SigningKeyRow> rows) {
        var active = rows.stream()
                .filter(SigningKeys::isActive)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no signing key is ACTIVE"));
        var published = new LinkedHashMap<String, RSAPublicKey>();
        rows.forEach(row -> published.put(row.kid(), publicKey(row)));
        return new Loaded(signingKey(active), Collections.unmodifiableMap(published));
    }

    private static boolean isActive(SigningKeyRow row) {
        return row.state() == SigningKeyRow.State.ACTIVE;
    }

    private SigningKeyRow generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            var pair = generator.generateKeyPair();
            var kid = Jwk.thumbprint((RSAPublicKey) pair.getPublic());
            return new SigningKeyRow(
                    kid,
                    SigningKeyRow.State.ACTIVE,
                    base64(pair.getPublic().getEncoded()),
                    base64(cipher.encrypt(kid, pair.getPrivate().getEncoded())));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has RSA", missing);
        }
    }

    private SigningKey signingKey(SigningKeyRow row) {
        try {
            var encoded = cipher.decrypt(row.kid(), Base64.getDecoder().decode(row.encryptedPrivateKey()));
            var privateKey = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new SigningKey(row.kid(), publicKey(row), privateKey);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("signing key " + row.kid() + " is no RSA key", broken);
        }
    }

    private static RSAPublicKey publicKey(SigningKeyRow row) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(row.publicKey())));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("signing key " + row.kid() + " is no RSA key", broken);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
