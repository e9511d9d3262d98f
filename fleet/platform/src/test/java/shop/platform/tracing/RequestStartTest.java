package shop.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestStartTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123456Z");

    @Test
    void isWhatTheGatewaySays() {
        var arrival = NOW.minusMillis(9_250);

        assertThat(RequestStart.of(arrival)).isEqualTo("t=1796032790873456");
        assertThat(RequestStart.read(RequestStart.of(arrival), NOW)).isEqualTo(arrival);
        assertThat(RequestStart.read(RequestStart.of(NOW), NOW)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "t=",
                "1796032799873456",
                "t=1796032799",
                "t=-796032799873456",
                "t=1796032799873456 ",
                "t=99999999999999999999"
            })
    void isNowIfThatIsNoTime(String sent) {
        assertThat(RequestStart.read(sent, NOW)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.000001S", "PT10M", "PT-11S", "PT-10M"})
    void isNowIfTheClocksDiffer(Duration ahead) {
        assertThat(RequestStart.read(RequestStart.of(NOW.plus(ahead)), NOW)).isEqualTo(NOW);
    }
}
