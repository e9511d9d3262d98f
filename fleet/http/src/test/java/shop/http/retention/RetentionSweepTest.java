package shop.http.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionSweepTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    final List<Integer> batches = new ArrayList<>();
    final List<Instant> rows = new ArrayList<>(IntStream.range(0, 100)
            .mapToObj(day -> NOW.minus(Duration.ofDays(day)))
            .toList());

    @Test
    void deletesWhatIsOlderThanItsTimeInSmallBatches() {
        sweep(new Retention("rows", Duration.ofDays(30), this::delete)).sweep();

        assertThat(rows).hasSize(31).allMatch(row -> !row.isBefore(NOW.minus(Duration.ofDays(30))));
        assertThat(batches).containsExactly(10, 10, 10, 10, 10, 10, 9);
    }

    @Test
    void aBatchThatWasTheLastIsFollowedByALookThatFindsNothing() {
        sweep(new Retention("rows", Duration.ofDays(49), this::delete)).sweep();

        assertThat(rows).hasSize(50);
        assertThat(batches).containsExactly(10, 10, 10, 10, 10, 0);
    }

    @Test
    void whatFailsKeepsNothingElseFromBeingDeleted() {
        sweep(
                        new Retention("broken rows", Duration.ofDays(1), (_, _) -> {
                            throw new IllegalStateException("the store is away");
                        }),
                        new Retention("rows", Duration.ofDays(30), this::delete))
                .sweep();

        assertThat(rows).hasSize(31);
    }

    @Test
    void nothingIsKeptForNoTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention("rows", Duration.ZERO, this::delete));
    }

    private static RetentionSweep sweep(Retention... retentions) {
        return new RetentionSweep(
                Stream.of(retentions).toList(), new RetentionProperties(Duration.ofHours(1), 10), CLOCK);
    }

    private long delete(Instant limit, int atMost) {
        var old = rows.stream().filter(row -> row.isBefore(limit)).limit(atMost).toList();
        rows.removeAll(old);
        batches.add(old.size());
        return old.size();
    }
}
