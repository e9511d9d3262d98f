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
import shop.user.device.Requester;
import shop.user.support.MovableClock;

class GuessLimitsTest {

    private static final String EMAIL = "ada@example.org";
    private static final Requester STRANGER = requester(1, false);
    private static final Requester OWN_DEVICE = requester(2, true);
    private static final Requester OTHER_DEVICE = requester(3, true);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final GuessLimits limits =
            new GuessLimits(new UserProperties.Guesses(3, Duration.ofSeconds(60)), new ClockMeter());

    @Test
    void allowsSomeWrongPasswordsAndThenOneFromTimeToTime() {
        fail(EMAIL, 3);
        assertThatExceptionOfType(TooManyGuessesException.class)
                .isThrownBy(() -> limits.ofAddress(EMAIL, STRANGER).require())
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

        assertThatCode(() -> limits.ofAddress("bob@example.org", STRANGER).require())
                .doesNotThrowAnyException();
        assertThatCode(() -> limits.ofAccount(new UUID(0, 1)).require()).doesNotThrowAnyException();
    }

    @Test
    void forgetsWhoProvedToOwnTheAddress() {
        fail(EMAIL, 3);

        limits.forget("ADA@example.org");

        assertThatCode(() -> limits.ofAddress(EMAIL, STRANGER).require()).doesNotThrowAnyException();
    }

    @Test
    void strangersDoNotUseUpWhatADeviceOfTheAccountHas() {
        fail(EMAIL, 3);

        for (var i = 0; i < 3; i++) {
            limits.ofAddress(EMAIL, OWN_DEVICE).require();
            limits.ofAddress(EMAIL, OWN_DEVICE).failed();
        }
        assertThatExceptionOfType(TooManyGuessesException.class)
                .isThrownBy(() -> limits.ofAddress(EMAIL, OWN_DEVICE).require());
        assertThatCode(() -> limits.ofAddress(EMAIL, OTHER_DEVICE).require()).doesNotThrowAnyException();

        limits.forget(EMAIL);
        assertThatCode(() -> limits.ofAddress(EMAIL, OWN_DEVICE).require()).doesNotThrowAnyException();
    }

    private static Requester requester(int first, boolean known) {
        return Requester.of(Requester.Kind.ADDRESS, new byte[] {(byte) first}, known);
    }

    private void fail(String email, int times) {
        for (var i = 0; i < times; i++) {
            limits.ofAddress(email, STRANGER).require();
            limits.ofAddress(email, STRANGER).failed();
        }
    }

    private void assertLimited(String email) {
        assertThatExceptionOfType(TooManyGuessesException.class)
                .isThrownBy(() -> limits.ofAddress(email, STRANGER).require());
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
