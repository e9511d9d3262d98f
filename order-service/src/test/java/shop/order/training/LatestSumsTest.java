package shop.order.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestSumsTest {

    @Test
    void fewOrdersSayNothing() {
        var sums = new LatestSums(1_000);
        for (var order = 0; order < 199; order++) {
            sums.add(1_000);
        }

        assertThat(sums.usual()).isNull();
        sums.add(1_000);
        assertThat(Objects.requireNonNull(sums.usual()).mean()).isCloseTo(Math.log1p(1_000.0), within(1e-9));
        assertThat(Objects.requireNonNull(sums.usual()).deviation()).isCloseTo(0, within(1e-6));
    }

    @Test
    void onlyTheLatestCount() {
        var random = new Random(1);
        var amounts = random.longs(20_000, 1, 1_000_000).toArray();
        var sums = new LatestSums(500);
        for (var amount : amounts) {
            sums.add(amount);
        }

        var latest = IntStream.range(amounts.length - 500, amounts.length)
                .mapToDouble(order -> Math.log1p((double) amounts[order]))
                .toArray();
        var mean = IntStream.range(0, 500)
                .mapToDouble(one -> latest[one])
                .average()
                .orElseThrow();
        var variance = IntStream.range(0, 500)
                .mapToDouble(one -> (latest[one] - mean) * (latest[one] - mean))
                .average()
                .orElseThrow();
        var usual = Objects.requireNonNull(sums.usual());
        assertThat(usual.mean()).isCloseTo(mean, within(1e-9));
        assertThat(usual.deviation()).isCloseTo(Math.sqrt(variance), within(1e-9));
    }
}
