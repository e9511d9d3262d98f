package shop.notification.delivery;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Wakes the delivery workers of this instance when there is something new, so that they need not look all the time. */
@Component
class Bell {

    private final Semaphore rings = new Semaphore(0);

    void ring() {
        rings.release();
    }

    /** Waits for a ring, this long at most. Each ring wakes one. */
    void await(Duration atMost) throws InterruptedException {
        // The workers go on until nothing is due, so rings while they work need not be kept apart.
        if (rings.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            rings.drainPermits();
        }
    }
}
