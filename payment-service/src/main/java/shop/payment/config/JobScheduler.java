package shop.payment.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.payment.application.DueWork;
import shop.payment.application.JobTrigger;

/**
 * The workers of this instance, and what wakes them: a commit that made work, or the time at which some is due. One look at all queues, every
 * now and then, says when that is; it also finds what another instance left behind.
 */
final class JobScheduler implements JobTrigger, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobScheduler.class);

    private final Map<Job, List<JobWorker>> workers = new EnumMap<>(Job.class);
    private final DueWork dueWork;
    private final Duration lookEvery;
    private final Clock clock;
    private volatile @Nullable CountDownLatch stopping;

    /** @param lookEvery the pause between two looks at the queues */
    JobScheduler(DueWork dueWork, Duration lookEvery, Clock clock) {
        this.dueWork = dueWork;
        this.lookEvery = lookEvery;
        this.clock = clock;
    }

    /** @param longestSleep after which a worker looks for work although it was not woken */
    void add(Job job, int threads, Duration longestSleep, BooleanSupplier workOne) {
        var added = workers.computeIfAbsent(job, _ -> new ArrayList<>());
        for (var i = 1; i <= threads; i++) {
            added.add(new JobWorker(job.name().toLowerCase(Locale.ROOT) + "-" + i, longestSleep, workOne));
        }
    }

    @Override
    public void trigger(Job job) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            wake(job);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake(job);
            }
        });
    }

    private void wake(Job job) {
        workers.getOrDefault(job, List.of()).forEach(JobWorker::wake);
    }

    @Override
    public void start() {
        var stop = new CountDownLatch(1);
        stopping = stop;
        workers.values().forEach(each -> each.forEach(JobWorker::start));
        Thread.ofVirtual().name("job-scheduler").start(() -> plan(stop));
    }

    @Override
    public void stop() {
        var stop = stopping;
        stopping = null;
        if (stop != null) {
            stop.countDown();
        }
        workers.values().forEach(each -> each.forEach(JobWorker::stop));
    }

    @Override
    public boolean isRunning() {
        return stopping != null;
    }

    private void plan(CountDownLatch stop) {
        try {
            while (!isStopped(stop, lookEvery)) {
                wakeInTime(stop);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wakes who has work, each when it is due, as far as that is before the next look. */
    private void wakeInTime(CountDownLatch stop) throws InterruptedException {
        for (var due : upcoming()) {
            var pause = Duration.between(clock.instant(), due.getValue());
            if (pause.compareTo(lookEvery) >= 0 || isStopped(stop, pause)) {
                return;
            }
            wake(due.getKey());
        }
    }

    private static boolean isStopped(CountDownLatch stop, Duration within) throws InterruptedException {
        return stop.await(Math.max(0, within.toMillis()), TimeUnit.MILLISECONDS);
    }

    private List<Map.Entry<Job, Instant>> upcoming() {
        try {
            return dueWork.next().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .toList();
        } catch (RuntimeException | Error failed) {
            // A database that is away, for example: the next look finds the same work.
            log.warn("What is due could not be read: {}", failed.toString());
            return List.of();
        }
    }
}
