package shop.proof.prove.selftest;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Fleet;
import shop.proof.prove.check.Checker;
import shop.proof.prove.check.Coverage;
import shop.proof.prove.check.Evidence;
import shop.proof.prove.check.MailCollector;
import shop.proof.prove.check.Quiesce;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.shoppers.Shoppers;

/** Shoppers without faults in the fleet that runs, then every invariant; on demand also the trial of the checker itself. */
@Command(
        name = "invariants",
        mixinStandardHelpOptions = true,
        description = "Lets seeded shoppers in, then checks every invariant of RELIABILITY.md.")
public final class InvariantsCommand implements Callable<Integer> {

    private static final Duration REST = Duration.ofSeconds(90);

    @Option(names = "--seconds", defaultValue = "30", description = "How long is shopped. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--shoppers", defaultValue = "5", description = "Customers at a time. Default: ${DEFAULT-VALUE}.")
    private int shoppers;

    @Option(names = "--flash-buyers", defaultValue = "25", description = "Accounts of a flash sale; 0 for none.")
    private int flashBuyers;

    @Option(names = "--seed", description = "What random choices come from. Default: another one each time.")
    private @Nullable Long seed;

    @Option(names = "--self-test", description = "Plants a violation of each invariant afterwards, and must find each.")
    private boolean selfTest;

    @Override
    public Integer call() throws Exception {
        var from = seed == null ? System.nanoTime() : seed;
        var fleet = Fleet.running();
        var file = Files.createTempFile("shop-clients-", ".jsonl");
        try (var mails = MailCollector.start(fleet);
                var log = ClientLog.create(file);
                var evidence = new Evidence(fleet, log, Set.of(), mails)) {
            shop(fleet, log, from);
            var restless = Quiesce.await(evidence, REST);
            var verdicts = Checker.check(evidence.fresh());
            Checker.print(verdicts, System.out);
            Coverage.of(evidence).forEach(System.out::println);
            System.out.println(summary(log.calls()) + "; seed " + from + "; client log " + file);
            restless.forEach(what -> System.out.println("not at rest: " + what));
            var violations = Checker.violations(verdicts);
            System.out.println(violations + " violations (expected: 0)");
            var found = !selfTest || new SelfTest(evidence, System.out).run();
            return violations == 0 && restless.isEmpty() && found ? 0 : 1;
        }
    }

    private void shop(Fleet fleet, ClientLog log, long from) throws InterruptedException {
        try (var shopping = new Shoppers(fleet, log, new Random(from))) {
            shopping.start(shoppers);
            var half = seconds * 500L;
            pause(half);
            if (flashBuyers > 0) {
                var sale = shopping.flashSale(flashBuyers);
                System.out.println("flash sale: " + sale.ordered() + " ordered, " + sale.refused() + " refused, "
                        + sale.unknown() + " unknown");
            }
            pause(half);
            shopping.stop();
        }
    }

    /** The time that is shopped for; nothing ends it early. */
    private static void pause(long millis) throws InterruptedException {
        var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    private static String summary(List<Call> calls) {
        var orders = calls.stream()
                .filter(call -> call.intent().isOrder() && call.isAcknowledged())
                .map(Call::key)
                .distinct()
                .count();
        return "%d calls, %d orders, %d unanswered"
                .formatted(
                        calls.size(),
                        orders,
                        calls.stream().filter(Call::isUnknown).count());
    }
}
