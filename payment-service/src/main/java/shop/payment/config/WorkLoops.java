package shop.payment.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.payment.application.WorkBell;

/** The loops of this instance, and the bell that wakes them after a commit. */
final class WorkLoops implements WorkBell, SmartLifecycle {

    private final Map<Errand, List<WorkLoop>> loops = new EnumMap<>(Errand.class);
    private volatile boolean running;

    void add(Errand errand, int threads, Duration pollEvery, BooleanSupplier workOne) {
        var added = loops.computeIfAbsent(errand, _ -> new ArrayList<>());
        for (var i = 1; i <= threads; i++) {
            added.add(new WorkLoop(errand.name().toLowerCase(Locale.ROOT) + "-" + i, pollEvery, workOne));
        }
    }

    @Override
    public void ring(Errand errand) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            ringNow(errand);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ringNow(errand);
            }
        });
    }

    private void ringNow(Errand errand) {
        loops.getOrDefault(errand, List.of()).forEach(WorkLoop::ring);
    }

    @Override
    public void start() {
        loops.values().forEach(each -> each.forEach(WorkLoop::start));
        running = true;
    }

    @Override
    public void stop() {
        loops.values().forEach(each -> each.forEach(WorkLoop::stop));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
