package shop.payment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.payment.application.JobTrigger.Job;

class JobSchedulerTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger refunds = new AtomicInteger();
    private final AtomicInteger payments = new AtomicInteger();
    private JobScheduler scheduler = scheduler(HOUR, Map::of);

    @AfterEach
    void stops() {
        scheduler.stop();
    }

    @Test
    void wakesEachWorkerWhenItsWorkIsDueAndNotBefore() {
        var begun = clock.instant();
        scheduler = scheduler(
                Duration.ofMillis(400),
                () -> Map.of(Job.REFUNDS, begun.plusMillis(700), Job.PAYMENTS, begun.plusMillis(500)));
        start();

        await().until(() -> refunds.get() > 1);
        assertThat(clock.instant()).isAfterOrEqualTo(begun.plusMillis(700));
        await("it was due before").until(() -> payments.get() > 1);
    }

    @Test
    void wakesNobodyForWhatIsDueLaterThanTheNextLook() {
        scheduler = scheduler(
                Duration.ofMillis(20), () -> Map.of(Job.REFUNDS, clock.instant().plus(HOUR)));
        start();

        await().until(() -> looks.get() > 5);
        assertThat(refunds).hasValue(1);
    }

    @Test
    void looksAgainAfterALookThatFailed() {
        scheduler = scheduler(Duration.ofMillis(20), () -> {
            if (looks.get() == 1) {
                throw new IllegalStateException("the database is away");
            }
            return Map.of(Job.REFUNDS, Instant.EPOCH);
        });
        start();

        await().until(() -> refunds.get() > 1);
    }

    @Test
    void aTriggerWakesAfterTheCommitThatMadeWork() {
        start();
        TransactionSynchronizationManager.initSynchronization();
        try {
            scheduler.trigger(Job.REFUNDS);
            await().during(Duration.ofMillis(100)).until(() -> refunds.get() == 1);

            TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }

        await().until(() -> refunds.get() == 2);
        assertThat(payments).hasValue(1);
    }

    /** Both workers look for work at their start. */
    private void start() {
        scheduler.start();
        await().until(() -> refunds.get() >= 1 && payments.get() >= 1);
    }

    private JobScheduler scheduler(Duration lookEvery, Supplier<Map<Job, Instant>> due) {
        var made = new JobScheduler(
                () -> {
                    looks.incrementAndGet();
                    return due.get();
                },
                lookEvery,
                clock);
        made.add(Job.REFUNDS, 1, HOUR, () -> refunds.incrementAndGet() < 0);
        made.add(Job.PAYMENTS, 1, HOUR, () -> payments.incrementAndGet() < 0);
        return made;
    }
}
