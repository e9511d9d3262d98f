package shop.cart.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import shop.cart.cart.CartException.TooManyGuestCarts;

class GuestCartLimitTest {

    private Instant now = Instant.parse("2026-11-29T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final GuestCartLimit limit = new GuestCartLimit(2, clock);

    @Test
    void anAddressBeginsFewCartsAnHour() {
        limit.count("a");
        now = now.plus(Duration.ofMinutes(20));
        limit.count("a");

        assertThatExceptionOfType(TooManyGuestCarts.class)
                .isThrownBy(() -> limit.count("a"))
                .satisfies(refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(40)));
        assertThatCode(() -> limit.count("b")).doesNotThrowAnyException();

        now = now.plus(Duration.ofMinutes(40));
        assertThatCode(() -> limit.count("a")).doesNotThrowAnyException();
    }
}
