package shop.user.password;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;

/**
 * Hashes and compares passwords with Argon2id. A hash costs its memory and some 40 ms of a core on purpose, so only a few are computed
 * at a time: a flood of logins must not slow down everybody who is logged in already.
 */
@Component
public class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final PasswordEncoder encoder;
    private final String currentParameters;
    private final Bulkhead hashes;

    /** One permit fewer, so that new passwords, of which a stranger may send any number, leave one for those who log in. */
    private final Bulkhead newPasswords;

    private final String hashOfNobody;

    @Autowired
    Passwords(UserProperties properties) {
        this(argon2id(properties.hashing()), properties.hashing());
    }

    Passwords(PasswordEncoder encoder, UserProperties.Hashing hashing) {
        this.encoder = encoder;
        currentParameters = "$argon2id$v=19$m=%d,t=%d,p=%d$"
                .formatted(hashing.memoryKib(), hashing.iterations(), hashing.parallelism());
        hashes = bulkhead("hashes", hashing.atOnce(), hashing);
        newPasswords = bulkhead("new-passwords", Math.max(1, hashing.atOnce() - 1), hashing);
        hashOfNobody = Objects.requireNonNull(encoder.encode(randomPassword()));
    }

    private static Bulkhead bulkhead(String name, int maxConcurrent, UserProperties.Hashing hashing) {
        return Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(maxConcurrent)
                        .maxWaitDuration(hashing.maxWait())
                        .writableStackTraceEnabled(false)
                        .build());
    }

    private static PasswordEncoder argon2id(UserProperties.Hashing hashing) {
        return new Argon2PasswordEncoder(
                SALT_BYTES, HASH_BYTES, hashing.parallelism(), hashing.memoryKib(), hashing.iterations());
    }

    /**
     * What to store instead of the password.
     *
     * @throws HashingBusyException if there was no permit in time
     */
    public String hash(String password) {
        return Objects.requireNonNull(unlessBusy(() ->
                newPasswords.executeSupplier(() -> hashes.executeSupplier(() -> encoder.encode(normal(password))))));
    }

    /**
     * Whether the password is the one of the hash. Without a hash, which is when nobody has the given address, as much is computed in
     * vain: the time of the answer must not reveal who has an account.
     *
     * @param guesses of whoever has the hash; a wrong password is one more
     * @throws TooManyGuessesException if there were too many already
     * @throws HashingBusyException if there was no permit in time
     */
    public boolean matches(String password, Optional<String> hash, Guesses guesses) {
        guesses.require();
        return unlessBusy(() -> hashes.executeSupplier(() -> {
            // Once more: while this one waited for a permit, others may have used up what was left.
            guesses.require();
            var matches = encoder.matches(normal(password), hash.orElse(hashOfNobody)) && hash.isPresent();
            if (!matches) {
                guesses.failed();
            }
            return matches;
        }));
    }

    private static <T extends @Nullable Object> T unlessBusy(Supplier<T> work) {
        try {
            return work.get();
        } catch (BulkheadFullException _) {
            throw new HashingBusyException();
        }
    }

    /** Whether the hash was made with other parameters than today's. */
    public boolean isOutdated(String hash) {
        return !hash.startsWith(currentParameters);
    }

    /** One keyboard writes é as one character, the next as two: both mean the same password. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String randomPassword() {
        var bytes = new byte[HASH_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
