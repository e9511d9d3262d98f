package shop.web.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private static final class Refused extends RuntimeException {}

    @Test
    void sendsAwayWhoWaitsTooLong() throws InterruptedException {
        var turns = new Bulkhead(2, Duration.ofMillis(50), Refused::new);
        var taken = new CountDownLatch(2);
        var done = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 2; i++) {
                threads.execute(() -> turns.take(() -> {
                    taken.countDown();
                    return awaited(done);
                }));
            }
            taken.await();

            assertThatExceptionOfType(Refused.class).isThrownBy(() -> turns.take(() -> "never begun"));

            done.countDown();
        }
        assertThat(turns.take(() -> "a turn is free again")).isEqualTo("a turn is free again");
    }

    @Test
    void givesTheTurnBackWhenTheWorkFails() {
        var turns = new Bulkhead(1, Duration.ZERO, Refused::new);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> turns.take(() -> {
                    throw new IllegalStateException("broken");
                }));

        assertThat(turns.take(() -> "free")).isEqualTo("free");
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
