package shop.order.application;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.order.domain.OrderId;

/**
 * Steps that this instance has committed and a connection has not sent yet, so that it need not read them. It is bounded: whoever falls
 * behind reads from the {@link StepLog}, as one does who may have missed a step of another instance.
 */
final class PushedSteps {

    private static final int MOST_WAITING = 16;
    private static final int MOST_REMEMBERED = 64;

    private final List<StepLog.Entry> waiting = new ArrayList<>();
    private boolean isIncomplete = true;

    /** The last version of the last orders that were pushed: their events, which come back from the broker, are no news. */
    private final Map<OrderId, Long> versions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OrderId, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** Those may have been committed in another order than they come in here. */
    synchronized void add(StepLog.Entry entry) {
        versions.merge(entry.order(), entry.step().version(), Math::max);
        if (waiting.size() == MOST_WAITING) {
            missing();
        } else if (!isIncomplete) {
            waiting.add(entry);
        }
    }

    /** There may be steps that were not pushed. */
    synchronized void missing() {
        isIncomplete = true;
        waiting.clear();
    }

    synchronized boolean has(OrderId order, long version) {
        return versions.getOrDefault(order, 0L) >= version;
    }

    /**
     * Takes what follows on a position.
     *
     * @return in order and without a gap; empty if the steps after the position have to be read
     */
    synchronized Optional<List<StepLog.Entry>> takeAfter(long position) {
        var next = new ArrayList<StepLog.Entry>();
        var last = position;
        waiting.sort(Comparator.comparingLong(StepLog.Entry::position));
        for (var entry : waiting) {
            if (entry.position() == last + 1) {
                next.add(entry);
                last++;
            } else if (entry.position() > last) {
                isIncomplete = true;
            }
        }
        waiting.clear();
        var hasAll = !isIncomplete;
        isIncomplete = false;
        return hasAll ? Optional.of(next) : Optional.empty();
    }
}
