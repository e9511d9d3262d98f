package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.pending;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import shop.events.OutboxTable.Appended;
import shop.events.OutboxTable.Row;

class InFlightEventsTest {

    final AtomicLong time = new AtomicLong();
    final InFlightEvents events = new InFlightEvents(time::get);
    final UUID key = newId();

    @Test
    void ofAKeyTheNextIsSentWhenTheOneBeforeIsAcknowledged() {
        var first = row(key, 1);
        var second = row(key, 2);
        var other = row(newId(), 3);
        events.addClaimed(List.of(first, second, other));

        assertThat(events.takeNext()).containsExactlyInAnyOrder(first, other);
        assertThat(events.takeNext()).isEmpty();
        events.acknowledged(first);
        assertThat(events.takeNext()).containsExactly(second);
        assertThat(events.sent()).isEqualTo(2);
        assertThat(events.known()).as("until it is deleted").contains(first.seq());
        events.remove(first);
        assertThat(events.known()).containsExactlyInAnyOrder(second.seq(), other.seq());
    }

    @Test
    void nothingIsSentBeforeItsTransactionCommitsNorBeforeAnOlderOneOfItsKey() {
        var open = append(row(key, 1));
        var second = append(row(key, 2));

        assertThat(events.committed(second)).isTrue();
        assertThat(events.takeNext()).isEmpty();
        events.rolledBack(open);
        assertThat(events.takeNext()).containsExactlyElementsOf(second);
    }

    @Test
    void whatIsBehindEventsOfOthersIsLeftToTheTable() {
        var behind = new Appended(row(key, 1), true);
        var free = new Appended(row(newId(), 2), false);

        assertThat(events.addAppended(List.of(behind, free), events.known(Set.of(key))))
                .containsExactly(free.row());
        assertThat(events.known(Set.of(key)).seqs()).isEmpty();
    }

    @Test
    void aFailureLeavesTheWholeKeyToTheTable() {
        events.addClaimed(List.of(row(key, 1), row(key, 2)));
        var open = append(row(key, 3));
        events.takeNext();
        events.acknowledged(row(key, 1));
        events.takeNext();

        events.abandon(key);

        assertThat(events.known()).as("acknowledged, to be deleted").containsExactly(1L);
        assertThat(events.committed(open)).isFalse();
        assertThat(events.takeNext()).isEmpty();
        assertThat(events.sent()).isZero();
        assertThat(events.size()).isOne();
    }

    @Test
    void anInsertThatReliedOnWhatHasFailedMeanwhileIsLeftToTheTable() {
        events.addClaimed(List.of(row(key, 1)));
        var known = events.known(Set.of(key));
        events.abandon(key);

        assertThat(events.addAppended(List.of(new Appended(row(key, 2), false)), known))
                .isEmpty();
    }

    @Test
    void whatNobodyHearsOfIsLeftToTheTableAfterAWhile() {
        events.addClaimed(List.of(row(key, 1)));
        events.takeNext();
        time.addAndGet(Duration.ofSeconds(30).toNanos());
        var fresh = append(row(newId(), 2));
        time.addAndGet(Duration.ofSeconds(31).toNanos());

        assertThat(events.abandonOlderThan(Duration.ofSeconds(60))).hasSize(1);
        assertThat(events.known()).containsExactly(fresh.getFirst().seq());
    }

    private List<Row> append(Row row) {
        return events.addAppended(
                List.of(new Appended(row, false)),
                events.known(Set.of(row.event().key())));
    }

    private Row row(UUID key, long seq) {
        var event = pending("t", key, seq);
        return new Row(seq, new PendingEvent(new UUID(7, seq), "t", key, event.envelope()));
    }
}
