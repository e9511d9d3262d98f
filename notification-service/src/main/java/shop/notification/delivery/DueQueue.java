package shop.notification.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * What this instance knows to be due, or to become so soon. It is a hint only: a ticket may be out of date by the time it is taken, and one
 * that finds no room is found again by the look into the store.
 */
@Component
class DueQueue {

    /** Some megabytes at most; a shop that places orders at full speed fills it in about the time that a ticket is good without a claim. */
    private static final int ROOM = 2_000;

    private final DelayQueue<Entry> entries = new DelayQueue<>();
    private final Clock clock;

    DueQueue(Clock clock) {
        this.clock = clock;
    }

    /**
     * The right to try a delivery, good as long as nobody has claimed it since: each claim makes a new lease.
     *
     * @param held whether this instance has claimed it already, by storing it
     */
    record Ticket(DeliveryDocument delivery, boolean held) {

        private Instant dueAt() {
            return held ? delivery.createdAt() : delivery.due();
        }
    }

    boolean hasRoomFor(int count) {
        return entries.size() + count <= ROOM;
    }

    /** Whether there was room. The ticket can be taken once its delivery is due, one that is held at once. */
    boolean offer(Ticket ticket) {
        return hasRoomFor(1) && entries.offer(new Entry(ticket));
    }

    /** Waits for a ticket, this long at most, and takes what else is there to be taken. */
    List<Ticket> take(int atMost, Duration wait) throws InterruptedException {
        var first = entries.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        var taken = new ArrayList<Entry>();
        taken.add(first);
        if (atMost > 1) {
            entries.drainTo(taken, atMost - 1);
        }
        return tickets(taken);
    }

    /** Takes all that are held, due or not, and forgets the others. */
    List<Ticket> clear() {
        var all = List.copyOf(entries);
        entries.clear();
        return tickets(all).stream().filter(Ticket::held).toList();
    }

    boolean hasDue() {
        var head = entries.peek();
        return head != null && head.getDelay(TimeUnit.NANOSECONDS) <= 0;
    }

    private static List<Ticket> tickets(List<Entry> entries) {
        return entries.stream().map(entry -> entry.ticket).toList();
    }

    /** Of two that are due at a time, the older event comes first: ids begin with the time. */
    private final class Entry implements Delayed {

        private static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.ticket.dueAt())
                .thenComparing(entry -> entry.ticket.delivery().id());

        private final Ticket ticket;

        Entry(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), ticket.dueAt()));
        }

        @Override
        public int compareTo(Delayed other) {
            return ORDER.compare(this, (Entry) other);
        }
    }
}
