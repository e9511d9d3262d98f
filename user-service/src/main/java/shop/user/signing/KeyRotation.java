package shop.user.signing;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.platform.audit.AuditLog;
import shop.user.audit.SecurityEvent;
import shop.user.config.UserProperties;

/**
 * Makes signing keys and moves them through their {@link KeyState}s. A new key is published first and signs later; an old one stays
 * published until nothing that it signed can be good any more. Any instance may do it, one at a time.
 */
@Component
class KeyRotation {

    private static final int KEY_BITS = 2048;

    /** What every service forgives a clock. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final SigningKeyRepository repository;
    private final KeyCipher cipher;
    private final AuditLog audit;
    private final TransactionOperations transaction;
    private final UserProperties.Keys settings;
    private final Duration retiring;
    private final Clock clock;

    @Autowired
    KeyRotation(
            SigningKeyRepository repository,
            KeyCipher cipher,
            AuditLog audit,
            TransactionOperations transaction,
            UserProperties properties,
            Clock clock) {
        this(
                repository,
                cipher,
                audit,
                transaction,
                properties.keys(),
                properties.tokens().access(),
                clock);
    }

    KeyRotation(
            SigningKeyRepository repository,
            KeyCipher cipher,
            AuditLog audit,
            TransactionOperations transaction,
            UserProperties.Keys settings,
            Duration tokenLife,
            Clock clock) {
        this.repository = repository;
        this.cipher = cipher;
        this.audit = audit;
        this.transaction = transaction;
        this.settings = settings;
        // Another instance signs with the old key until it has read the table again.
        this.retiring = tokenLife.plus(LEEWAY).plus(settings.pollInterval().multipliedBy(2));
        this.clock = clock;
    }

    /** Makes the first key of all, unless another instance was faster. */
    void start() {
        var now = now();
        var key = generate(KeyState.ACTIVE, now, null, now);
        if (repository.insert(key)) {
            SecurityEvent.SIGNING_KEY_ADDED.ofKey(key.kid());
        }
    }

    /**
     * Publishes a new key, which takes over when everybody has had the time to read it.
     *
     * @throws KeyException.AlreadyWaiting if there is one already
     */
    KeyInfo add() {
        var added = Objects.requireNonNull(transaction.execute(_ -> {
            var key = insertNext(now()).orElseThrow(KeyException.AlreadyWaiting::new);
            audit.record("signing_key.added", "signing_key", key.kid(), Map.of());
            return key;
        }));
        SecurityEvent.SIGNING_KEY_ADDED.ofKey(added.kid());
        return added.info();
    }

    /**
     * Takes a key out of use at once. If it is the one that signs, the next one or a new one takes over without having been published
     * long before: whoever checks tokens looks for a key that he does not know.
     */
    void retire(String kid) {
        log(inTransaction(() -> {
            repository.lock();
            var key = repository.findByKid(kid).orElseThrow(KeyException.NotFound::new);
            if (key.state() == KeyState.RETIRED) {
                return List.of();
            }
            var now = now();
            repository.retire(kid, now);
            audit.record(
                    "signing_key.retired",
                    "signing_key",
                    kid,
                    Map.of("state", key.state().name()));
            var retired = new Step(SecurityEvent.SIGNING_KEY_RETIRED, kid);
            return key.state() == KeyState.ACTIVE ? List.of(retired, replace(now)) : List.of(retired);
        }));
    }

    /** Does what is due by now. */
    void moveOn() {
        var now = now();
        var keys = repository.published();
        if (keys.stream().anyMatch(key -> isDue(key, now))) {
            log(inTransaction(() -> {
                repository.lock();
                // Read again: another instance may have done it while this one waited.
                return moveOn(repository.published(), now);
            }));
        }
        if (isTimeForANewOne(keys, now)) {
            insertNext(now).ifPresent(key -> SecurityEvent.SIGNING_KEY_ADDED.ofKey(key.kid()));
        }
    }

    private List<Step> moveOn(List<SigningKeyRow> keys, Instant now) {
        var steps = new ArrayList<Step>();
        for (var key : keys) {
            if (!isDue(key, now)) {
                continue;
            }
            if (key.state() == KeyState.RETIRING) {
                repository.retire(key.kid(), now);
                steps.add(new Step(SecurityEvent.SIGNING_KEY_RETIRED, key.kid()));
            } else {
                in(KeyState.ACTIVE, keys).ifPresent(old -> repository.letRetire(old.kid(), now.plus(retiring)));
                repository.activate(key.kid(), now);
                steps.add(new Step(SecurityEvent.SIGNING_KEY_ACTIVATED, key.kid()));
            }
        }
        return steps;
    }

    private static boolean isDue(SigningKeyRow key, Instant now) {
        return switch (key.state()) {
            case NEXT -> !now.isBefore(Objects.requireNonNull(key.activatesAt()));
            case RETIRING -> !now.isBefore(Objects.requireNonNull(key.retiresAt()));
            case ACTIVE, RETIRED -> false;
        };
    }

    private boolean isTimeForANewOne(List<SigningKeyRow> keys, Instant now) {
        var handOver = now.plus(settings.publishDelay()).minus(settings.maxAge());
        return in(KeyState.NEXT, keys).isEmpty()
                && in(KeyState.ACTIVE, keys)
                        .map(SigningKeyRow::activatedAt)
                        .filter(since -> !handOver.isBefore(since))
                        .isPresent();
    }

    /** Empty if another one waits already. */
    private Optional<SigningKeyRow> insertNext(Instant now) {
        var key = generate(KeyState.NEXT, now, now.plus(settings.publishDelay()), null);
        return repository.insert(key) ? Optional.of(key) : Optional.empty();
    }

    private Step replace(Instant now) {
        var next = in(KeyState.NEXT, repository.published());
        if (next.isPresent()) {
            repository.activate(next.get().kid(), now);
            return new Step(SecurityEvent.SIGNING_KEY_ACTIVATED, next.get().kid());
        }
        var made = generate(KeyState.ACTIVE, now, null, now);
        if (!repository.insert(made)) {
            throw new IllegalStateException("there is an active signing key beside the one that was just retired");
        }
        return new Step(SecurityEvent.SIGNING_KEY_ACTIVATED, made.kid());
    }

    private static Optional<SigningKeyRow> in(KeyState state, List<SigningKeyRow> keys) {
        return keys.stream().filter(key -> key.state() == state).findFirst();
    }

    private SigningKeyRow generate(
            KeyState state, Instant now, @Nullable Instant activatesAt, @Nullable Instant activatedAt) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            var pair = generator.generateKeyPair();
            var kid = Jwk.thumbprint((RSAPublicKey) pair.getPublic());
            return new SigningKeyRow(
                    kid,
                    state,
                    base64(pair.getPublic().getEncoded()),
                    base64(cipher.encrypt(kid, pair.getPrivate().getEncoded())),
                    now,
                    activatesAt,
                    activatedAt);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has RSA", missing);
        }
    }

    /** PostgreSQL counts microseconds; what is answered now must equal what is read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private List<Step> inTransaction(Supplier<List<Step>> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }

    private static void log(List<Step> steps) {
        steps.forEach(step -> step.event().ofKey(step.kid()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Something that was done, to be logged after the commit. */
    private record Step(SecurityEvent event, String kid) {}
}
