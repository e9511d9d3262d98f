package shop.messaging;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs a relay's passes, one after the other, for as long as the service lives: at once when it is signalled, after the poll interval in
 * any case, and with growing pauses while something is in the way.
 */
final class RelayThread implements SmartLifecycle {

    /** What a pass found. */
    enum Progress {
        /** Nothing is left to do. */
        DRAINED,
        /** There is more to do, right now. */
        MORE,
        /** What is left is under way, or in the hands of another instance. */
        CONTENDED,
        /** What is left is tried again later. */
        WAITING,
        /** The pass itself failed. */
        STALLED
    }

    /** Starts before and stops after whatever writes events: web server and Kafka listeners have phases close to the maximum. */
    private static final int PHASE = Integer.MAX_VALUE - 8192;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final Duration SEND_PATIENCE_AT_STOP = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(RelayThread.class);

    private final String name;
    private final Signal signal;
    private final Duration pollInterval;
    private final Duration maxBackOff;
    private final Supplier<Progress> pass;
    private final Signal stop = new Signal();
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private boolean inTrouble;

    RelayThread(String name, Signal signal, Duration pollInterval, Duration maxBackOff, Supplier<Progress> pass) {
        this.name = name;
        this.signal = signal;
        this.pollInterval = pollInterval;
        this.maxBackOff = maxBackOff;
        this.pass = pass;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        stop.raise();
        signal.raise();
        var stopping = thread;
        if (stopping != null) {
            try {
                if (!stopping.join(STOP_PATIENCE)) {
                    LOG.warn("{} did not end within {}; what it has not sent stays stored", name, STOP_PATIENCE);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        var working = thread;
        return running && working != null && working.isAlive();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void run() {
        var pause = FIRST_PAUSE;
        var backOff = FIRST_BACK_OFF;
        while (running && !Thread.currentThread().isInterrupted()) {
            switch (tryPass()) {
                case DRAINED -> {
                    pause = FIRST_PAUSE;
                    backOff = FIRST_BACK_OFF;
                    signal.await(pollInterval);
                }
                case MORE -> {
                    pause = FIRST_PAUSE;
                    backOff = FIRST_BACK_OFF;
                }
                case CONTENDED -> {
                    signal.await(pause);
                    pause = doubled(pause, pollInterval);
                }
                case WAITING -> {
                    signal.await(backOff);
                    backOff = doubled(backOff, maxBackOff);
                }
                case STALLED -> {
                    // Not cut short by signals: with the store down each would start another vain attempt.
                    stop.await(backOff);
                    backOff = doubled(backOff, maxBackOff);
                }
            }
        }
        if (!inTrouble) {
            sendTheLast();
        }
    }

    /** What the last requests committed leaves before the service does. */
    private void sendTheLast() {
        var end = System.nanoTime() + SEND_PATIENCE_AT_STOP.toNanos();
        var progress = tryPass();
        while ((progress == Progress.MORE || progress == Progress.CONTENDED) && System.nanoTime() - end < 0) {
            if (progress == Progress.CONTENDED) {
                signal.await(FIRST_BACK_OFF);
            }
            progress = tryPass();
        }
    }

    private Progress tryPass() {
        try {
            var progress = pass.get();
            noteTrouble(progress == Progress.STALLED, null);
            return progress;
        } catch (RuntimeException | Error failed) {
            // An Error too: a thread that has ended while the service says it runs would never work again.
            noteTrouble(true, failed);
            return Progress.STALLED;
        }
    }

    /** A failing store is logged with its stack trace once, not on every attempt; what Kafka refuses is logged by the pass. */
    private void noteTrouble(boolean trouble, @Nullable Throwable failure) {
        if (failure != null && !inTrouble) {
            LOG.warn("{} cannot work; it keeps trying and nothing is lost", name, failure);
        } else if (failure != null) {
            LOG.debug("{} still cannot work", name, failure);
        } else if (!trouble && inTrouble) {
            LOG.info("{} works again", name);
        }
        inTrouble = trouble;
    }

    private static Duration doubled(Duration pause, Duration limit) {
        var next = pause.multipliedBy(2);
        return next.compareTo(limit) < 0 ? next : limit;
    }
}
