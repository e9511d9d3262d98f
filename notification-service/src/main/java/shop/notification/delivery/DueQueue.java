package shop.notification.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * What this instance knows to be due. It is a hint only: a ticket may be out of date by the time it is taken, and one that finds no room
 * is found again by the look into the store.
 */
@Component
class DueQueue {

    private static final int ROOM = 10_000;

    private final BlockingQueue<Ticket> tickets = new LinkedBlockingQueue<>(ROOM);

    /** The right to try a delivery, good as long as nobody has claimed it since: each claim makes a new lease. */
    record Ticket(String deliveryId, UUID lease) {}

    /** Whether there was room. */
    boolean offer(Ticket ticket) {
        return tickets.offer(ticket);
    }

    /** Waits for a ticket, this long at most. */
    Optional<Ticket> take(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(tickets.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
    }

    boolean isEmpty() {
        return tickets.isEmpty();
    }
}
