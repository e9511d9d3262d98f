package shop.payment.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.payment.application.DueWork;
import shop.payment.application.JobTrigger;

/**
 * The workers of this instance, and what wakes them: a commit that made work, or the time at which some is due. One look at all queues, every
 * now and then, says when that is; it also finds what another instance left behind.
 */
final class JobScheduler implements JobTrigger, SmartLifecycle {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final Map<Job, Worker> workers = new EnumMap<>(Job.class);
    private final DueWork dueWork;
    private final Duration lookEvery;
    private final Clock clock;
    private final Worker scheduler;

    /** What the last look found and is not due yet. Of the scheduler's thread alone. */
    private final Queue<Map.Entry<Job, Instant>> upcoming = new ArrayDeque<>();

    /** @param lookEvery the pause between two looks at the queues */
    JobScheduler(DueWork dueWork, Duration lookEvery, Clock clock) {
        this.dueWork = dueWork;
        this.lookEvery = lookEvery;
        this.clock = clock;
        this.scheduler = Worker.named("job-scheduler")
                .interval(lookEvery)
                .initialDelay(lookEvery)
                .task(this::wakeInTime);
    }

    /**
     * Adds a queue.
     *
     * @param longestSleep after which a worker looks for work although it was not woken
     * @param workOne does one thing and says whether there was one
     */
    void add(Job job, int threads, Duration longestSleep, BooleanSupplier workOne) {
        workers.put(
                job,
                Worker.named(job.name().toLowerCase(Locale.ROOT))
                        .threads(threads)
                        .interval(longestSleep)
                        .backOff(FIRST_BACK_OFF, lookEvery)
                        // What is being worked on is finished; anything left is taken up by another instance.
                        .awaitTermination(STOP_PATIENCE)
                        .task(() -> workOne.getAsBoolean() ? Next.NOW : Next.IDLE));
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
        var worker = workers.get(job);
        if (worker != null) {
            worker.signal();
        }
    }

    @Override
    public void start() {
        workers.values().forEach(Worker::start);
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
        workers.values().forEach(Worker::stop);
    }

    @Override
    public boolean isRunning() {
        return scheduler.isRunning();
    }

    /** Wakes who has work, each when it is due, as far as that is before the next look. */
    private Next wakeInTime() {
        if (upcoming.isEmpty()) {
            dueWork.next().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .forEach(upcoming::add);
        }
        for (var due = upcoming.peek(); due != null; due = upcoming.peek()) {
            var pause = Duration.between(clock.instant(), due.getValue());
            if (pause.compareTo(lookEvery) >= 0) {
                upcoming.clear();
            } else if (pause.isPositive()) {
                return Next.in(pause);
            } else {
                upcoming.remove();
                wake(due.getKey());
            }
        }
        return Next.IDLE;
    }
}
