package shop.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import shop.jobs.Worker.Task;

class WorkerTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicInteger runs = new AtomicInteger();
    private final List<Worker> started = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listensToTheLog() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stops() {
        started.forEach(Worker::stop);
        logger().detachAppender(log);
    }

    @Test
    void runsAtItsStartAndAtEachSignal() {
        var worker = start(Worker.named("worker"), () -> Next.IDLE);
        awaitRuns(1);

        worker.signal();
        awaitRuns(2);

        await().during(Duration.ofMillis(200)).until(() -> runs.get() == 2);
    }

    @Test
    void runsAfterTheIntervalWithoutASignal() {
        start(Worker.named("worker").interval(Duration.ofMillis(10)), () -> Next.IDLE);

        await().until(() -> runs.get() > 3);
    }

    @Test
    void waitsBeforeTheFirstRunUnlessItIsSignalled() {
        var worker = start(Worker.named("worker").initialDelay(HOUR), () -> Next.IDLE);
        await().during(Duration.ofMillis(100)).until(() -> runs.get() == 0);

        worker.signal();

        awaitRuns(1);
    }

    @Test
    void goesOnAtOnceWhileThereIsMore() {
        start(Worker.named("worker").interval(HOUR), () -> runs.get() < 100 ? Next.NOW : Next.IDLE);

        awaitRuns(100);
    }

    @Test
    void runsWhenTheLastRunSaid() {
        start(Worker.named("worker").interval(HOUR), () -> runs.get() < 3 ? Next.in(Duration.ofMillis(30)) : Next.IDLE);

        awaitRuns(3);
    }

    @Test
    void looksAgainSoonWhenAnotherInstanceIsAtIt() {
        start(Worker.named("worker").interval(HOUR), () -> runs.get() < 5 ? Next.SOON : Next.IDLE);

        awaitRuns(5);
    }

    @Test
    void whatFailedIsTriedAgainWithoutASignal() {
        start(
                Worker.named("worker").interval(HOUR).backOff(Duration.ofMillis(5), Duration.ofMillis(20)),
                () -> runs.get() < 6 ? Next.BACK_OFF : Next.IDLE);

        awaitRuns(6);
    }

    @Test
    void aSignalDuringARunIsNotLost() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var worker = start(Worker.named("worker"), () -> {
            begun.countDown();
            go.await();
            return Next.IDLE;
        });
        begun.await();

        worker.signal();
        worker.signal();
        go.countDown();

        awaitRuns(2);
        await().during(Duration.ofMillis(100)).until(() -> runs.get() == 2);
    }

    @Test
    void aSignalWakesAllThreads() {
        var all = new CyclicBarrier(3);
        var names = new ConcurrentLinkedQueue<String>();
        var worker = start(Worker.named("worker").threads(3), () -> {
            names.add(Thread.currentThread().getName());
            all.await();
            return Next.IDLE;
        });
        awaitRuns(3);

        worker.signal();

        awaitRuns(6);
        assertThat(names).containsOnly("worker-1", "worker-2", "worker-3");
    }

    @Test
    void workersCanShareASignal() {
        var signal = new Signal();
        start(Worker.named("one").signal(signal), () -> Next.IDLE);
        start(Worker.named("other").signal(signal), () -> Next.IDLE);
        awaitRuns(2);

        signal.raise();

        awaitRuns(4);
    }

    @Test
    void noSignalCutsTheBackOffShort() {
        var worker = new AtomicReference<Worker>();
        worker.set(start(
                Worker.named("worker")
                        .initialDelay(Duration.ofMillis(50))
                        .backOff(Duration.ofMillis(400), Duration.ofMillis(800)),
                () -> {
                    worker.get().signal();
                    throw new IllegalStateException("the database is away");
                }));
        awaitRuns(1);

        // The second run is 0.4 s after the first, the third 0.8 s after that.
        await().during(Duration.ofMillis(600)).until(() -> runs.get() <= 2);
    }

    @Test
    void aRunThatFailsIsTriedAgainAfterTheInterval() {
        start(Worker.named("worker").interval(Duration.ofMillis(20)), () -> {
            throw new IllegalStateException("the database is away");
        });

        await().until(() -> runs.get() > 3);
    }

    @Test
    void survivesAnErrorAndAnException() {
        var worker = start(Worker.named("worker").backOff(Duration.ofMillis(10), HOUR), () -> {
            return switch (runs.get()) {
                case 1 -> throw new StackOverflowError("deep");
                case 2 -> throw new IOException("torn");
                default -> Next.IDLE;
            };
        });

        awaitRuns(3);
        assertThat(worker.isRunning()).isTrue();
    }

    @Test
    void anOutageIsLoggedOnceHoweverLongAndAgainWhenItIsOver() {
        var away = new AtomicBoolean(true);
        start(Worker.named("worker").threads(3).backOff(Duration.ofMillis(1), Duration.ofMillis(5)), () -> {
            if (away.get()) {
                throw new IllegalStateException("the database is away");
            }
            return Next.IDLE;
        });
        await().until(() -> runs.get() > 20);
        assertThat(lines()).containsExactly("WARN worker failed; it keeps trying");

        away.set(false);

        await().until(() -> lines().size() > 1);
        assertThat(lines()).containsExactly("WARN worker failed; it keeps trying", "INFO worker works again");
    }

    @Test
    void aStopWaitsForTheRunThatIsUnderWay() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var worker = start(Worker.named("worker").awaitTermination(Duration.ofSeconds(30)), () -> {
            begun.countDown();
            go.await();
            ended.set(true);
            return Next.NOW;
        });
        begun.await();

        var stopping = Thread.ofVirtual().start(worker::stop);
        await().until(() -> !worker.isRunning());
        assertThat(stopping.isAlive()).isTrue();
        go.countDown();
        stopping.join();

        assertThat(ended).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void aRunThatTakesTooLongToStopIsInterrupted() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var worker = start(Worker.named("worker").awaitTermination(Duration.ofMillis(50)), () -> {
            begun.countDown();
            waitForAnInterrupt(interrupted);
            awaitUninterruptibly(go);
            return Next.NOW;
        });
        begun.await();

        worker.stop();

        interrupted.await();
        assertThat(lines()).containsExactly("WARN worker did not end within PT0.05S");
        assertThat(worker.isRunning()).isFalse();
        assertThat(worker.isTerminated()).isFalse();
        go.countDown();
        await().until(worker::isTerminated);
    }

    @Test
    void aStopInterruptsARunAtOnceThatNeedNotEnd() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var worker = start(Worker.named("worker"), () -> {
            begun.countDown();
            waitForAnInterrupt(interrupted);
            throw new IllegalStateException("torn off");
        });
        begun.await();

        worker.stop();

        assertThat(interrupted.getCount()).isZero();
        assertThat(lines()).isEmpty();
    }

    @Test
    void aStopUnblocksARun() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var unblocked = new CountDownLatch(1);
        var worker = start(Worker.named("worker").awaitTermination(HOUR).onStop(unblocked::countDown), () -> {
            begun.countDown();
            unblocked.await();
            return Next.NOW;
        });
        begun.await();

        worker.stop();

        assertThat(runs).hasValue(1);
    }

    @Test
    void drainsWhatIsLeftWhenItIsStopped() {
        var left = new AtomicInteger();
        var worker = start(draining(), () -> left.getAndDecrement() > 0 ? Next.SOON : Next.IDLE);
        awaitRuns(1);
        left.set(3);

        worker.stop();

        assertThat(runs).hasValue(5);
    }

    @Test
    void drainsForABoundedTime() {
        var stopping = new AtomicBoolean();
        var worker = start(
                Worker.named("worker").awaitTermination(HOUR).drainOnStop(Duration.ofMillis(50)),
                () -> stopping.get() ? Next.NOW : Next.IDLE);
        awaitRuns(1);
        stopping.set(true);

        worker.stop();

        assertThat(runs.get()).isGreaterThan(1);
    }

    @Test
    void drainsNothingInAnOutage() {
        var worker = start(draining().backOff(HOUR, HOUR), () -> {
            throw new IllegalStateException("the database is away");
        });
        awaitRuns(1);

        worker.stop();

        assertThat(runs).hasValue(1);
    }

    @Test
    void canBeStartedAgain() {
        var worker = start(Worker.named("worker"), () -> Next.IDLE);
        awaitRuns(1);
        worker.stop();
        worker.signal();

        worker.start();
        awaitRuns(2);
        worker.signal();

        awaitRuns(3);
    }

    private static Worker.Builder draining() {
        return Worker.named("worker").awaitTermination(HOUR).drainOnStop(HOUR);
    }

    private static void waitForAnInterrupt(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            interrupted.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        var interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Worker start(Worker.Builder builder, Task task) {
        var worker = builder.task(() -> {
            runs.incrementAndGet();
            return task.run();
        });
        started.add(worker);
        worker.start();
        return worker;
    }

    private void awaitRuns(int number) {
        await().untilAsserted(() -> assertThat(runs).hasValue(number));
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Worker.class);
    }
}
