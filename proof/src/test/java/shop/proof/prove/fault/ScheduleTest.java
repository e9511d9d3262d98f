package shop.proof.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final Duration LOAD = Duration.ofMinutes(4);

    @Test
    void fortySeedsTryEachFaultAtLeastFiveTimesWithFourToSixEach() {
        var counted = new TreeMap<String, Integer>();
        Faults.all().forEach(name -> counted.put(name, 0));
        for (var seed = 1; seed <= 40; seed++) {
            var strikes = Schedule.draw(seed, LOAD);
            assertThat(strikes).as("seed " + seed).hasSizeBetween(4, 6);
            strikes.forEach(strike -> counted.merge(strike.kind(), 1, Integer::sum));
        }
        assertThat(counted)
                .hasSizeGreaterThan(30)
                .allSatisfy((name, count) -> assertThat(count).as(name).isGreaterThanOrEqualTo(5));
    }

    @Test
    void anyFortyConsecutiveSeedsDoNearlyAsWell() {
        for (var first : List.of(2L, 17L, 1_000L, -80L)) {
            var counted = new TreeMap<String, Integer>();
            LongStream.range(first, first + 40)
                    .forEach(seed ->
                            Schedule.draw(seed, LOAD).forEach(strike -> counted.merge(strike.kind(), 1, Integer::sum)));
            assertThat(counted).as("from " + first).hasSameSizeAs(Faults.all());
            assertThat(counted.values()).as("from " + first).allMatch(count -> count >= 4);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 40, 123_456, 999_999, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1})
    void theSameSeedIsTheSameRunAndNoKindTwiceInIt(long seed) {
        var once = Schedule.draw(seed, LOAD);
        var again = Schedule.draw(seed, LOAD);

        assertThat(described(once)).isEqualTo(described(again));
        assertThat(once.stream().map(Strike::kind)).doesNotHaveDuplicates();
    }

    @Test
    void otherSeedsAreOtherRuns() {
        var runs = IntStream.rangeClosed(1, 40)
                .mapToObj(seed -> described(Schedule.draw(seed, LOAD)).toString())
                .toList();

        assertThat(new HashSet<>(runs)).hasSize(40);
    }

    @Test
    void whatStrikesTheSameThingDoesNotOverlapAndSomeOthersDo() {
        var overlaps = 0;
        for (var seed = 1; seed <= 40; seed++) {
            var strikes = Schedule.draw(seed, LOAD);
            for (var one : strikes) {
                for (var other : strikes) {
                    if (!one.equals(other)
                            && one.at().compareTo(other.at()) <= 0
                            && end(one).compareTo(other.at()) > 0) {
                        assertThat(one.fault().strikes())
                                .as("seed " + seed + ": " + one + " and " + other)
                                .doesNotContainAnyElementsOf(other.fault().strikes());
                        overlaps++;
                    }
                }
            }
        }
        assertThat(overlaps).isGreaterThan(10);
    }

    @Test
    void strikesAfterAQuietBeginning() {
        for (var seed = 1; seed <= 40; seed++) {
            assertThat(Schedule.draw(seed, LOAD))
                    .allSatisfy(strike -> assertThat(strike.at()).isGreaterThanOrEqualTo(Duration.ofSeconds(20)));
        }
    }

    @Test
    void theOnesThatAreNamedStrikeOnceEach() {
        assertThat(Schedule.of(Faults.all(), 3, LOAD).stream().map(Strike::kind))
                .containsExactlyInAnyOrderElementsOf(Faults.all());
        assertThat(Schedule.of(List.of(), 3, LOAD)).isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Schedule.of(List.of("kill-broker", "kil-broker"), 3, LOAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"kil-broker\"")
                .hasMessageContaining("kill-broker, ");
    }

    @Test
    void everyFaultBearsTheNameOfItsKind() {
        assertThat(Schedule.of(Faults.all(), 3, LOAD))
                .allSatisfy(strike -> assertThat(strike.fault().name()).startsWith(strike.kind()));
    }

    private static Duration end(Strike strike) {
        return strike.at().plus(strike.lasts());
    }

    private static List<String> described(List<Strike> strikes) {
        return strikes.stream()
                .map(strike -> strike.fault().name() + " at " + strike.at() + " for " + strike.lasts())
                .toList();
    }
}
