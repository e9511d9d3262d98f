package shop.proof.prove.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.proof.Fleet;
import shop.proof.prove.check.Checker;
import shop.proof.prove.check.Coverage;
import shop.proof.prove.check.Evidence;
import shop.proof.prove.check.MailCollector;
import shop.proof.prove.check.PoisonedRecord;
import shop.proof.prove.check.Quiesce;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.selftest.SelfTest;
import shop.proof.prove.shoppers.Shoppers;

/** Customers and staff who do everything that a shop is for, every call in the client log, and all invariants at the end. */
final class MixedUse implements Workload {

    /** Few, so that faults are seen and not queueing. */
    private static final int CUSTOMERS = 5;

    private static final int FLASH_BUYERS = 25;
    private static final Duration REST = Duration.ofMinutes(8);

    private final Random random;
    private final Path logFile;
    private final boolean selfTest;
    private @Nullable ClientLog log;
    private @Nullable MailCollector mails;
    private @Nullable Shoppers shoppers;
    private int sampled;

    /**
     * @param logFile where the client log goes
     * @param selfTest whether violations are planted at the end, each of which must be found
     */
    MixedUse(Random random, Path logFile, boolean selfTest) {
        this.random = random;
        this.logFile = logFile;
        this.selfTest = selfTest;
    }

    @Override
    public void start() throws Exception {
        var fleet = Fleet.running();
        mails = MailCollector.start(fleet);
        log = ClientLog.create(logFile);
        shoppers = new Shoppers(fleet, log, random);
        shoppers.start(CUSTOMERS);
    }

    @Override
    public void stop() throws InterruptedException {
        started(shoppers).stop();
    }

    @Override
    public void flashSale() throws InterruptedException {
        started(shoppers).flashSale(FLASH_BUYERS);
    }

    @Override
    public synchronized List<TimeLine.Sample> takeSamples() {
        var calls = started(log).calls();
        var taken = calls.subList(sampled, calls.size()).stream()
                .map(MixedUse::sample)
                .toList();
        sampled = calls.size();
        return taken;
    }

    private static TimeLine.Sample sample(Call call) {
        var isAnswered = call.status() > 0;
        return new TimeLine.Sample(
                call.endNanos(),
                Duration.ofNanos(call.endNanos() - call.startNanos()),
                isAnswered
                        ? (call.status() + " " + call.code()).strip()
                        : call.outcome().name(),
                call.isUnknown());
    }

    @Override
    public List<String> violations(Set<PoisonedRecord> poisoned) throws Exception {
        try (var evidence = new Evidence(Fleet.running(), started(log), poisoned, started(mails))) {
            var found = new ArrayList<String>();
            Quiesce.await(evidence, REST).forEach(what -> found.add("not at rest: " + what));
            var verdicts = Checker.check(evidence.fresh());
            Checker.print(verdicts, System.out);
            Coverage.of(evidence).forEach(System.out::println);
            verdicts.forEach(verdict -> verdict.violations()
                    .forEach(violation -> found.add(violation.invariant() + ": " + violation.what())));
            if (selfTest && !new SelfTest(evidence, System.out).run()) {
                found.add("the trial of the checker: a planted violation was missed");
            }
            return found;
        }
    }

    @Override
    public void close() {
        if (shoppers != null) {
            shoppers.close();
        }
        if (mails != null) {
            mails.close();
        }
        if (log != null) {
            log.close();
        }
    }

    private static <T> T started(@Nullable T part) {
        return Objects.requireNonNull(part, "the run has not begun");
    }
}
