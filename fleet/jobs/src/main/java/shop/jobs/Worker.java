package shop.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A background thread of a service, or some that do the same. It runs a task when it is signalled, after an interval, or when the last run
 * said, whichever is first, for as long as the service lives. After a run that failed it waits longer and longer, and logs an outage once.
 *
 * <p>As a bean it is started and stopped by Spring in its phase.
 */
public final class Worker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** For waits that only a signal ends; what is longer does not fit into nanoseconds. */
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration PAUSE_WHILE_DRAINING = Duration.ofMillis(200);

    private final String name;
    private final Task task;
    private final int threads;
    private final boolean platformThreads;
    private final Signal signal;
    private final Duration interval;
    private final Duration initialDelay;
    private final Duration firstBackOff;
    private final Duration maxBackOff;
    private final boolean interruptedOnStop;
    private final Duration awaitTermination;
    private final Duration drain;
    private final Runnable onStop;
    private final boolean autoStartup;
    private final int phase;

    private final AtomicInteger failing = new AtomicInteger();
    private volatile @Nullable Run current;

    private Worker(Builder builder, Task task) {
        this.name = builder.name;
        this.task = task;
        this.threads = builder.threads;
        this.platformThreads = builder.platformThreads;
        this.signal = builder.signal;
        this.interval = builder.interval;
        this.initialDelay = builder.initialDelay;
        this.firstBackOff = builder.firstBackOff;
        this.maxBackOff = builder.maxBackOff;
        this.interruptedOnStop = builder.interruptedOnStop;
        this.awaitTermination = builder.awaitTermination;
        this.drain = builder.drain;
        this.onStop = builder.onStop;
        this.autoStartup = builder.autoStartup;
        this.phase = builder.phase;
    }

    /** What a worker does, again and again. */
    @FunctionalInterface
    public interface Task {

        /** Does some of it, or all, and says when to run again. What it throws is logged and starts the back-off. */
        Next run() throws Exception;
    }

    /** Begins a worker; its threads get the name, with a number if there are several. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** There is work: a run starts now, or at once after the one that is under way. */
    public void signal() {
        signal.raise();
    }

    @Override
    public void start() {
        if (!isRunning()) {
            var run = new Run();
            current = run;
            run.start();
        }
    }

    /** Returns when its threads have ended, or the time for that is over. */
    @Override
    public void stop() {
        var ending = current;
        if (ending != null) {
            ending.stop();
        }
    }

    /** False as soon as a stop has begun, which a run that takes long should ask. */
    @Override
    public boolean isRunning() {
        var run = current;
        return run != null && !run.isStopped() && run.isAlive();
    }

    /** Whether nothing of it runs, which a stop that had to give up waiting leaves untrue. */
    public boolean isTerminated() {
        var run = current;
        return run == null || !run.isAlive();
    }

    @Override
    public boolean isAutoStartup() {
        return autoStartup;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    private static Duration doubled(Duration pause, Duration limit) {
        var next = pause.multipliedBy(2);
        return next.compareTo(limit) < 0 ? next : limit;
    }

    /** The time from a start to the next stop. */
    private final class Run {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final List<Thread> running = IntStream.rangeClosed(1, threads)
                .mapToObj(number -> threads == 1 ? name : name + "-" + number)
                .map(this::thread)
                .toList();

        private Thread thread(String called) {
            var builder = platformThreads ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            return builder.name(called).unstarted(new Loop(this, signal.raised())::run);
        }

        void start() {
            running.forEach(Thread::start);
        }

        boolean isAlive() {
            return running.stream().anyMatch(Thread::isAlive);
        }

        boolean isStopped() {
            return stopped.getCount() == 0;
        }

        void stop() {
            stopped.countDown();
            onStop.run();
            signal.raise();
            if (interruptedOnStop) {
                running.forEach(Thread::interrupt);
            }
            try {
                if (!hasEnded()) {
                    LOG.warn("{} did not end within {}", name, awaitTermination);
                    running.forEach(Thread::interrupt);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean hasEnded() throws InterruptedException {
            var end = System.nanoTime() + awaitTermination.toNanos();
            for (var thread : running) {
                if (!thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What one of the threads does. */
    private final class Loop {

        private final Run run;
        private long seen;
        private Duration pause = FIRST_PAUSE;
        private Duration backOff = firstBackOff;
        private boolean failed;

        Loop(Run run, long seen) {
            this.run = run;
            this.seen = seen;
        }

        void run() {
            try {
                signal.await(seen, initialDelay);
                while (!run.isStopped()) {
                    await(runTask());
                }
                if (!failed && !drain.isZero()) {
                    drain();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                if (failed) {
                    failing.decrementAndGet();
                }
            }
        }

        private void await(Next next) throws InterruptedException {
            switch (next.kind()) {
                case NOW -> resetPauses();
                case IDLE -> {
                    resetPauses();
                    signal.await(seen, interval);
                }
                case TIMED -> {
                    resetPauses();
                    signal.await(seen, next.time());
                }
                case SOON -> {
                    signal.await(seen, pause);
                    pause = doubled(pause, interval);
                }
                case BACK_OFF -> {
                    signal.await(seen, backOff);
                    backOff = doubled(backOff, maxBackOff);
                }
                case FAILED -> {
                    var _ = run.stopped.await(backOff.toNanos(), TimeUnit.NANOSECONDS);
                    backOff = doubled(backOff, maxBackOff);
                }
            }
        }

        private void resetPauses() {
            pause = FIRST_PAUSE;
            backOff = firstBackOff;
        }

        private void drain() throws InterruptedException {
            var end = System.nanoTime() + drain.toNanos();
            var next = runTask();
            while ((next == Next.NOW || next == Next.SOON) && System.nanoTime() - end < 0) {
                if (next == Next.SOON) {
                    signal.await(seen, PAUSE_WHILE_DRAINING);
                }
                next = runTask();
            }
        }

        private Next runTask() throws InterruptedException {
            seen = signal.raised();
            try {
                var next = task.run();
                noteSuccess();
                return next;
            } catch (InterruptedException interrupted) {
                throw interrupted;
            } catch (Exception | Error failure) {
                // An Error too: a thread that has ended while the service says it runs would never work again.
                noteFailure(failure);
                return Next.FAILED;
            }
        }

        /** An outage is logged once, with its stack trace, however many runs and threads it fails. */
        private void noteFailure(Throwable failure) {
            if (run.isStopped() && interruptedOnStop) {
                LOG.debug("{} was interrupted", name, failure);
            } else if (failed) {
                LOG.debug("{} still fails", name, failure);
            } else {
                failed = true;
                if (failing.getAndIncrement() == 0) {
                    LOG.warn("{} failed; it keeps trying", name, failure);
                }
            }
        }

        private void noteSuccess() {
            if (failed) {
                failed = false;
                if (failing.decrementAndGet() == 0) {
                    LOG.info("{} works again", name);
                }
            }
        }
    }

    /** How a worker is to work. Without an interval only signals, and what its task says, start another run. */
    public static final class Builder {

        private final String name;
        private int threads = 1;
        private boolean platformThreads;
        private Signal signal = new Signal();
        private Duration interval = FOREVER;
        private Duration initialDelay = Duration.ZERO;
        private Duration firstBackOff = Duration.ofSeconds(1);
        private Duration maxBackOff = Duration.ofMinutes(1);
        private boolean interruptedOnStop = true;
        private Duration awaitTermination = Duration.ofSeconds(5);
        private Duration drain = Duration.ZERO;
        private Runnable onStop = () -> {};
        private boolean autoStartup = true;
        private int phase = DEFAULT_PHASE;

        private Builder(String name) {
            this.name = name;
        }

        /** So many threads do the same; a signal wakes them all. */
        public Builder threads(int number) {
            this.threads = number;
            return this;
        }

        /** Platform threads in place of virtual ones, for a task that computes for long. */
        public Builder platformThreads() {
            this.platformThreads = true;
            return this;
        }

        /** A signal that others have too, because it is there before the worker. */
        public Builder signal(Signal shared) {
            this.signal = shared;
            return this;
        }

        /** From the end of a run that left nothing to do, or failed, to the next one. */
        public Builder interval(Duration time) {
            this.interval = time;
            return backOff(time, time);
        }

        /** Before the first run, which otherwise is at the start. */
        public Builder initialDelay(Duration time) {
            this.initialDelay = time;
            return this;
        }

        /** The pauses after runs that fail, doubled each time up to the longest, in place of the interval. */
        public Builder backOff(Duration first, Duration max) {
            this.firstBackOff = first;
            this.maxBackOff = max;
            return this;
        }

        /** A stop lets the run that is under way end, and interrupts it after so long; otherwise it does so at once. */
        public Builder awaitTermination(Duration time) {
            this.interruptedOnStop = false;
            this.awaitTermination = time;
            return this;
        }

        /** A stop lets the task run on, at most this long, until it has nothing left that it could do now, unless it was failing. */
        public Builder drainOnStop(Duration time) {
            this.drain = time;
            return this;
        }

        /** Called by a stop, to unblock a run that waits for something. */
        public Builder onStop(Runnable action) {
            this.onStop = action;
            return this;
        }

        /** Whether Spring starts it. */
        public Builder autoStartup(boolean starts) {
            this.autoStartup = starts;
            return this;
        }

        /** When Spring starts and stops it, as in {@link SmartLifecycle#getPhase}. */
        public Builder phase(int number) {
            this.phase = number;
            return this;
        }

        /** The worker, for a task that says itself when it is to run again. */
        public Worker task(Task task) {
            return new Worker(this, task);
        }

        /** The worker, for a task that is done with each run. */
        public Worker task(Runnable task) {
            return new Worker(this, () -> {
                task.run();
                return Next.IDLE;
            });
        }
    }
}
