package shop.proof.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.MissingNode;

class EventOrderTest {

    @Test
    void versionsThatRiseByOneAreRight() {
        var events = List.of(event("a", 1, 0), event("b", 5, 1), event("a", 2, 0), event("b", 6, 1));

        assertThat(EventOrder.flaws(events, false)).isEmpty();
    }

    @Test
    void repeatsMayComeAtAnyTime() {
        var events = List.of(event("a", 1, 0), event("a", 2, 0), event("a", 1, 0), event("a", 2, 0), event("a", 3, 0));

        assertThat(EventOrder.flaws(events, false)).isEmpty();
    }

    @Test
    void aFirstAppearanceBehindALaterOneIsFound() {
        var events = List.of(event("a", 2, 0), event("a", 1, 0));

        assertThat(EventOrder.flaws(events, false)).hasSize(1);
        assertThat(EventOrder.flaws(events, true)).hasSize(1);
    }

    @Test
    void aGapIsFoundWhereNothingIsCompacted() {
        var events = List.of(event("a", 1, 0), event("a", 3, 0));

        assertThat(EventOrder.flaws(events, false)).singleElement().asString().contains("version 3 of a");
        assertThat(EventOrder.flaws(events, true)).isEmpty();
    }

    @Test
    void anAggregateThatChangesItsPartitionIsFound() {
        var events = List.of(event("a", 1, 0), event("a", 2, 1));

        assertThat(EventOrder.flaws(events, false)).singleElement().asString().contains("partition 0 before");
    }

    private static PublishedRecord event(String subject, long version, int partition) {
        return new PublishedRecord(
                "order_status",
                partition,
                version,
                Instant.EPOCH,
                subject,
                subject + "-" + version,
                "order.status.v1",
                subject,
                version,
                MissingNode.getInstance());
    }
}
