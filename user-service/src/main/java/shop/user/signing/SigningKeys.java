package shop.user.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.token.KeySource;

/**
 * The signing keys as they were last read. The first instance that starts makes the first key; all others find it. Polling moves keys on
 * and makes one that was added or retired elsewhere known without a restart. This service checks tokens with its own keys and calls
 * nobody for them.
 */
@Component
public class SigningKeys implements KeySource {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("kid"));

    private final SigningKeyRepository repository;
    private final KeyRotation rotation;
    private final KeyCipher cipher;
    private volatile Loaded loaded;

    SigningKeys(SigningKeyRepository repository, KeyRotation rotation, KeyCipher cipher) {
        this.repository = repository;
        this.rotation = rotation;
        this.cipher = cipher;
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

    /** All keys there ever were, newest first. */
    public PageBody<KeyInfo> list(PageQuery page) {
        var rows = repository.findBy(PageRequest.of(page.page(), page.size(), NEWEST_FIRST));
        return PageBody.of(rows, page, repository.count()).map(SigningKeyRow::info);
    }

    /**
     * Publishes a new key, which takes over a little later.
     *
     * @throws KeyException.AlreadyWaiting if there is one already
     */
    public KeyInfo add() {
        var key = rotation.add();
        readAgain();
        return key;
    }

    /**
     * Takes a key out of use: this instance refuses what it signed from now on, all others when they read the keys anew.
     *
     * @throws KeyException.NotFound if there never was such a key
     */
    public void retire(String kid) {
        rotation.retire(kid);
        readAgain();
    }

    @Scheduled(
            fixedDelayString = "${shop.user.keys.poll-interval:15s}",
            initialDelayString = "${shop.user.keys.poll-interval:15s}")
    void follow() {
        try {
            rotation.moveOn();
            readAgain();
        } catch (DataAccessException | TransactionException unreachable) {
            log.warn("Cannot read the signing keys; going on with those known: {}", unreachable.getMessage());
        }
    }

    /** One at a time, so that what was read earlier never replaces what was read later. */
    private synchronized void readAgain() {
        loaded = load(repository.published());
    }

    private Loaded loadOrCreate() {
        var rows = repository.published();
        if (rows.stream().noneMatch(SigningKeys::isActive)) {
            rotation.start();
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
        return row.state() == KeyState.ACTIVE;
    }

    private SigningKey signingKey(SigningKeyRow row) {
        try {
            var encoded = cipher.decrypt(row.kid(), Base64.getDecoder().decode(row.encryptedPrivateKey()));
            var privateKey = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new SigningKey(
                    row.kid(),
                    publicKey(row),
                    privateKey,
                    Objects.requireNonNullElse(row.activatedAt(), row.createdAt()));
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
}
