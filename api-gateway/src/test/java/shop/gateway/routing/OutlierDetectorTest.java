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

class OutlierDetectorTest {

    private final Hand clock = new Hand();
    private final OutlierDetector outliers = new OutlierDetector(
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
        assertThat(outliers.mayTry(instance, false)).isTrue();
    }

    @Test
    void keepsEverythingAwayFromAFreshFailure() {
        outliers.suspect(instance);
        clock.pass(Duration.ofSeconds(5));

        assertThat(outliers.mayTry(instance, true)).isFalse();
        assertThat(outliers.mayTry(instance, false)).isFalse();
    }

    @Test
    void triesAfterAWhileOnlyWithWhatCanBeRepeated() {
        outliers.suspect(instance);
        clock.pass(Duration.ofSeconds(6));

        assertThat(outliers.mayTry(instance, true)).isTrue();
        assertThat(outliers.mayTry(instance, false)).isFalse();
    }

    @Test
    void trustsAgainAfterASuccess() {
        outliers.suspect(instance);
        outliers.clear(instance);

        assertThat(outliers.mayTry(instance, false)).isTrue();
    }

    @Test
    void forgetsAfterFiveMinutes() {
        outliers.suspect(instance);
        clock.pass(Duration.ofMinutes(6));

        assertThat(outliers.mayTry(instance, false)).isTrue();
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
