package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.messaging.RelayThread.Progress;

class RelayThreadTest {

    static final Duration NEVER = Duration.ofHours(1);

    final Signal signal = new Signal();
    final AtomicInteger passes = new AtomicInteger();
    final AtomicReference<RelayThread> started = new AtomicReference<>();

    @AfterEach
    void stop() {
        started.get().stop();
    }

    @Test
    void worksAtItsStartAndAtEachSignal() {
        start(NEVER, NEVER, () -> Progress.DRAINED);
        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(1));

        signal.raise();

        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(2));
    }

    @Test
    void worksWithoutASignalAfterThePollInterval() {
        start(Duration.ofMillis(10), NEVER, () -> Progress.DRAINED);

        await().untilAtomic(passes, value -> assertThat(value).isGreaterThan(3));
    }

    @Test
    void goesOnAtOnceWhileThereIsMore() {
        start(NEVER, NEVER, () -> passes.get() < 100 ? Progress.MORE : Progress.DRAINED);

        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(100));
    }

    @Test
    void looksAgainSoonWhenAnotherInstanceIsAtIt() {
        start(NEVER, NEVER, () -> passes.get() < 5 ? Progress.CONTENDED : Progress.DRAINED);

        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(5));
    }

    @Test
    void doesNotSpinOnSignalsWhileStalled() {
        start(NEVER, NEVER, () -> {
            signal.raise();
            return Progress.STALLED;
        });

        // 0.2 + 0.4 s of pauses lie between the first and the third pass, whatever is signalled.
        await().during(Duration.ofMillis(150))
                .untilAtomic(passes, value -> assertThat(value).isLessThanOrEqualTo(2));
    }

    @Test
    void survivesAFailingPass() {
        start(NEVER, Duration.ofMillis(200), () -> {
            if (passes.get() == 1) {
                throw new IllegalStateException("the database is away");
            }
            return Progress.DRAINED;
        });

        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(2));
    }

    @Test
    void survivesAnError() {
        start(NEVER, Duration.ofMillis(200), () -> {
            if (passes.get() == 1) {
                throw new StackOverflowError("deep");
            }
            return Progress.DRAINED;
        });

        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(2));
        assertThat(started.get().isRunning()).isTrue();
    }

    @Test
    void sendsWhatIsLeftWhenItIsStopped() {
        start(NEVER, NEVER, () -> Progress.DRAINED);
        await().untilAtomic(passes, value -> assertThat(value).isEqualTo(1));

        started.get().stop();

        assertThat(passes.get()).isGreaterThanOrEqualTo(2);
        assertThat(started.get().isRunning()).isFalse();
    }

    private void start(Duration pollInterval, Duration maxBackOff, Supplier<Progress> pass) {
        var relay = new RelayThread("relay", signal, pollInterval, maxBackOff, () -> {
            passes.incrementAndGet();
            return pass.get();
        });
        started.set(relay);
        relay.start();
    }
}
