package shop.proof.prove.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeLineTest {

    private final TimeLine timeLine = new TimeLine(1_000);

    @Test
    void slicesHoldTheirCallsAndTheQuietOnesAreThere() {
        timeLine.add(List.of(
                sample(Duration.ofMillis(100), 10, "201", false),
                sample(Duration.ofMillis(1_900), 30, "TIMEOUT", true),
                sample(Duration.ofMillis(5_000), 50, "201", false)));

        var slices = timeLine.slices(Duration.ofSeconds(2));

        assertThat(slices).extracting(TimeLine.Slice::calls).containsExactly(2, 0, 1);
        assertThat(slices).extracting(TimeLine.Slice::errors).containsExactly(1, 0, 0);
        assertThat(slices.getFirst().p99Millis()).isEqualTo(30);
        assertThat(slices.get(1).p50Millis()).isZero();
    }

    @Test
    void errorsAreCountedByNameAndSlice() {
        timeLine.add(List.of(
                sample(Duration.ofMillis(100), 1, "503 service_unavailable", true),
                sample(Duration.ofMillis(200), 1, "409 insufficient_stock", false),
                sample(Duration.ofMillis(2_500), 1, "503 service_unavailable", true)));

        assertThat(timeLine.errors(Duration.ofSeconds(2)))
                .containsOnlyKeys("503 service_unavailable")
                .hasEntrySatisfying(
                        "503 service_unavailable", counts -> assertThat(counts).containsExactly(1, 1));
        assertThat(timeLine.outcomes())
                .containsExactly(entry("409 insufficient_stock", 1), entry("503 service_unavailable", 2));
    }

    private static TimeLine.Sample sample(Duration at, int millis, String outcome, boolean isError) {
        return new TimeLine.Sample(1_000 + at.toNanos(), Duration.ofMillis(millis), outcome, isError);
    }
}
