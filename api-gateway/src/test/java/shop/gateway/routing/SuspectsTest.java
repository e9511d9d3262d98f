package shop.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.util.unit.DataSize;
import shop.gateway.GatewayProperties;

class SuspectsTest {

    private final Hand clock = new Hand();
    private final Suspects suspects = new Suspects(
            new GatewayProperties(
                    URI.create("http://shop.example"),
                    DataSize.ofMegabytes(1),
                    Duration.ofSeconds(5),
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    "classpath:/",
                    Map.of()),
            clock);
    private final ServiceInstance instance = new DefaultServiceInstance("a-1", "a", "127.0.0.1", 8085, false);

    @Test
    void trustsWhatItKnowsNothingOf() {
        assertThat(suspects.mayTry(instance, false)).isTrue();
    }

    @Test
    void keepsEverythingAwayFromAFreshFailure() {
        suspects.suspect(instance);
        clock.pass(Duration.ofSeconds(5));

        assertThat(suspects.mayTry(instance, true)).isFalse();
        assertThat(suspects.mayTry(instance, false)).isFalse();
    }

    @Test
    void triesAfterAWhileOnlyWithWhatCanBeRepeated() {
        suspects.suspect(instance);
        clock.pass(Duration.ofSeconds(6));

        assertThat(suspects.mayTry(instance, true)).isTrue();
        assertThat(suspects.mayTry(instance, false)).isFalse();
    }

    @Test
    void trustsAgainAfterASuccess() {
        suspects.suspect(instance);
        suspects.clear(instance);

        assertThat(suspects.mayTry(instance, false)).isTrue();
    }

    @Test
    void forgetsAfterFiveMinutes() {
        suspects.suspect(instance);
        clock.pass(Duration.ofMinutes(6));

        assertThat(suspects.mayTry(instance, false)).isTrue();
    }

    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("UTC only");
        }
    }
}
