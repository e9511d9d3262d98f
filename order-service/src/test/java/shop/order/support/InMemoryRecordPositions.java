package shop.order.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import shop.order.application.RecordPositions;
import shop.order.domain.OrderId;

/** Keeps the positions of events in the order in which it was given them. */
public final class InMemoryRecordPositions implements RecordPositions {

    private final List<RecordPosition> all = new ArrayList<>();

    @Override
    public void addAll(Collection<RecordPosition> positions) {
        all.addAll(positions);
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        var old = all.stream()
                .filter(position -> position.publishedAt().isBefore(limit))
                .limit(atMost)
                .toList();
        all.removeAll(old);
        return old.size();
    }

    @Override
    public List<RecordPosition> of(OrderId order) {
        return all.stream().filter(position -> position.order().equals(order)).toList();
    }
}
