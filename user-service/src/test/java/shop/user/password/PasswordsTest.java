package shop.user.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import shop.test.Parallel;
import shop.user.config.UserProperties;
import shop.user.config.UserProperties.Hashing;

class PasswordsTest {

    static final Hashing HASHING = new Hashing(19456, 2, 1, 2, Duration.ofSeconds(2));

    private static final GuessLimits LIMITS =
            new GuessLimits(new UserProperties.Guesses(3, Duration.ofSeconds(60)), TimeMeter.SYSTEM_MILLISECONDS);

    @Test
    void hashesWithArgon2id() {
        assertThat(argon2id().hash("a quite good password"))
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    }

    @Test
    void distinguishesTheRightPasswordFromAWrongOne() {
        var passwords = argon2id();
        var hash = Optional.of(passwords.hash("a quite good password"));

        assertThat(passwords.matches("a quite good password", hash, guesses())).isTrue();
        assertThat(passwords.matches("a quite good passwore", hash, guesses())).isFalse();
    }

    @Test
    void comparesLongPasswordsToTheirEnd() {
        var passwords = argon2id();
        var long128 = "x".repeat(127);
        var hash = Optional.of(passwords.hash(long128 + "a"));

        assertThat(passwords.matches(long128 + "a", hash, guesses())).isTrue();
        assertThat(passwords.matches(long128 + "b", hash, guesses())).isFalse();
    }

    @Test
    void takesBothWaysToWriteAnAccentForOne() {
        var passwords = argon2id();

        assertThat(passwords.matches("Cafe\u0301 au lait", Optional.of(passwords.hash("Caf\u00e9 au lait")), guesses()))
                .isTrue();
    }

    @Test
    void computesAsMuchForSomebodyUnknown() {
        var encoder = new RecordingEncoder();
        var passwords = new Passwords(encoder, HASHING);

        assertThat(passwords.matches("secret", Optional.empty(), guesses())).isFalse();
        assertThat(passwords.matches("secret", Optional.of("hash of secret"), guesses()))
                .isTrue();

        assertThat(encoder.compared).hasSize(2).first().asString().startsWith("hash of ");
    }

    @Test
    void refusesSomebodyUnknownWhateverTheDummyHashSays() {
        var passwords = new Passwords(
                new RecordingEncoder() {
                    @Override
                    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
                        return true;
                    }
                },
                HASHING);

        assertThat(passwords.matches("secret", Optional.empty(), guesses())).isFalse();
    }

    @Test
    void knowsAHashWithOtherParameters() {
        var passwords = argon2id();

        assertThat(passwords.isOutdated(passwords.hash("a quite good password")))
                .isFalse();
        assertThat(passwords.isOutdated(String.valueOf(new Argon2PasswordEncoder(16, 32, 1, 7168, 5).encode("old"))))
                .isTrue();
        assertThat(passwords.isOutdated(String.valueOf(new Argon2PasswordEncoder(16, 32, 2, 19456, 2).encode("old"))))
                .isTrue();
    }

    @Test
    void guessesThatWaitForTheirTurnAreCountedToo() {
        var passwords = new Passwords(new RecordingEncoder(), HASHING);
        var guesses = guesses();

        var looked = Parallel.times(30, () -> {
            try {
                passwords.matches("wrong", Optional.of("hash of secret"), guesses);
                return true;
            } catch (TooManyGuessesException refused) {
                return false;
            }
        });

        // Two are looked at at a time, so one more than allowed may be.
        assertThat(looked).filteredOn(one -> one).hasSizeBetween(3, 4);
    }

    @Test
    void newPasswordsLeaveATurnToThoseWhoLogIn() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var signUpsMayEnd = new CountDownLatch(1);
        var encoder = new RecordingEncoder() {
            @Override
            public String encode(@Nullable CharSequence password) {
                if ("new".contentEquals(String.valueOf(password))) {
                    begun.countDown();
                    waitFor(signUpsMayEnd);
                }
                return super.encode(password);
            }
        };
        var passwords = new Passwords(encoder, HASHING);
        try (var strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 80; i++) {
                strangers.execute(() -> {
                    try {
                        passwords.hash("new");
                    } catch (HashingBusyException _) {
                        // as most of them
                    }
                });
            }
            begun.await();

            try {
                for (var i = 0; i < 20; i++) {
                    assertThat(passwords.matches("secret", Optional.of("hash of secret"), guesses()))
                            .isTrue();
                }
            } finally {
                signUpsMayEnd.countDown();
            }
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Guesses guesses() {
        return LIMITS.ofAccount(UUID.randomUUID());
    }

    private static Passwords argon2id() {
        return new Passwords(new Argon2PasswordEncoder(16, 32, 1, 19456, 2), HASHING);
    }

    /** Remembers what passwords were compared with. */
    private static class RecordingEncoder implements PasswordEncoder {

        final List<String> compared = new ArrayList<>();

        @Override
        public String encode(@Nullable CharSequence password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            compared.add(String.valueOf(hash));
            return encode(password).equals(hash);
        }
    }
}
