package shop.user.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.user.config.UserProperties;
import shop.user.support.MovableClock;

class GuessLimitsTest {

    private static final String EMAIL = "ada@example.org";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final GuessLimits limits =
            new GuessLimits(new UserProperties.Guesses(3, Duration.ofSeconds(60)), new ClockMeter());

    @Test
    void allowsSomeWrongPasswordsAndThenOneFromTimeToTime() {
        fail(EMAIL, 3);
        assertThatExceptionOfType(TooManyGuessesException.class)
                .isThrownBy(() -> limits.ofAddress(EMAIL).require())
                .satisfies(refused ->
                        assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(60)));

        clock.advance(Duration.ofSeconds(60));

        fail(EMAIL, 1);
        assertLimited(EMAIL);
    }

    @Test
    void countsAnAddressHoweverItIsTyped() {
        fail("Ada@Example.org", 3);

        assertLimited(EMAIL);
    }

    @Test
    void countsAccountsApart() {
        fail(EMAIL, 3);

        assertThatCode(() -> limits.ofAddress("bob@example.org").require()).doesNotThrowAnyException();
        assertThatCode(() -> limits.ofAccount(new UUID(0, 1)).require()).doesNotThrowAnyException();
    }

    @Test
    void forgetsWhoProvedToOwnTheAddress() {
        fail(EMAIL, 3);

        limits.forget("ADA@example.org");

        assertThatCode(() -> limits.ofAddress(EMAIL).require()).doesNotThrowAnyException();
    }

    private void fail(String email, int times) {
        for (var i = 0; i < times; i++) {
            limits.ofAddress(email).require();
            limits.ofAddress(email).failed();
        }
    }

    private void assertLimited(String email) {
        assertThatExceptionOfType(TooManyGuessesException.class)
                .isThrownBy(() -> limits.ofAddress(email).require());
    }

    private final class ClockMeter implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return clock.millis() * 1_000_000;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
