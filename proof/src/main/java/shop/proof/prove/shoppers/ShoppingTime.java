package shop.proof.prove.shoppers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** For how long a run's shoppers begin something new, and for how long they go on asking what became of what they began. */
final class ShoppingTime {

    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** Nothing new is begun from now on. */
    void close() {
        closing.countDown();
    }

    /** What is not known now stays unknown. */
    void end() {
        close();
        over.countDown();
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** A shopper thinks; not for longer than the shop is open. */
    void think(Duration time) throws InterruptedException {
        closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The pause before a request is sent again; the end of the run ends it. */
    void pauseBeforeRetry(Duration time) throws InterruptedException {
        over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
