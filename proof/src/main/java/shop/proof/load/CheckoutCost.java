package shop.proof.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import shop.proof.measure.BrokerCounters;
import shop.proof.measure.Counter;
import shop.proof.measure.Counter.Kind;
import shop.proof.measure.Counts;
import shop.proof.measure.Database;
import shop.proof.measure.Processes;
import shop.proof.measure.ServiceMetrics;
import shop.proof.measure.Source;
import shop.proof.measure.StatementLog;
import shop.proof.measure.StatementLog.Statement;
import shop.proof.measure.ThrownExceptions;

/**
 * What a checkout costs the whole fleet. What the fleet does without any is measured for a while before, and taken off; so nothing else may
 * use it meanwhile.
 */
public final class CheckoutCost implements AutoCloseable {

    /** A fleet in which nothing moved for so long has done all that follows from a checkout. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Database database = Database.open();
    private final BrokerCounters broker = new BrokerCounters();
    private final Processes processes = Processes.ofFleet();

    public CheckoutCost() throws SQLException {}

    /**
     * Per checkout.
     *
     * @param statements how often each was sent
     */
    public record Alone(Counts counts, Map<Statement, Double> statements) {}

    /**
     * Checkouts one after the other: counts that no load and no luck can change, also those of the database's log.
     *
     * @param idle how long the fleet is watched before
     */
    public Alone alone(Checkouts checkouts, int number, Duration idle) throws Exception {
        try (var log = StatementLog.open(database)) {
            Source source =
                    () -> log.read().plus(database.wal()).plus(broker.read()).plus(ServiceMetrics.read());
            awaitStill();
            var rate = rate(source, idle);
            var statementsIdle = log.statements();
            var before = source.read();
            var began = System.nanoTime();
            var _ = checkouts.oneByOne(number);
            awaitStill();
            var counts = source.read().minus(before);
            var took = System.nanoTime() - began;
            var statements = new TreeMap<Statement, Double>();
            log.statements().forEach((statement, times) -> {
                var atRest = statementsIdle.getOrDefault(statement, 0L);
                statements.put(statement, (times - atRest - atRest * (took / (double) idle.toNanos())) / number);
            });
            return new Alone(perCheckout(counts, without(rate, Kind.PAGE_IMAGES), took, number), statements);
        }
    }

    /** As {@link #alone}, the exceptions only, and not those that the idle fleet makes. */
    public Counts exceptions(Checkouts checkouts, int number, Duration idle) throws Exception {
        try (var exceptions = ThrownExceptions.record(processes.javaPids())) {
            awaitStill();
            var rate = rate(exceptions::read, idle);
            var before = exceptions.read();
            var began = System.nanoTime();
            var _ = checkouts.oneByOne(number);
            awaitStill();
            var counts = exceptions.read().minus(before);
            return atLeastNone(perCheckout(counts, rate, System.nanoTime() - began, number));
        }
    }

    /** What the idle fleet does in a second. */
    public Counts idlePerSecond(Duration time) throws Exception {
        database.awaitPublishedCounters();
        return rate(this::published, time);
    }

    /**
     * A load and what a checkout in it cost.
     *
     * @param counts the CPU is all that the fleet took while the load ran, that of the idle fleet included
     */
    record UnderLoad(Checkouts.Load load, Counts counts) {}

    @FunctionalInterface
    interface Work {
        Checkouts.Load run() throws Exception;
    }

    UnderLoad underLoad(Work work, Counts idlePerSecond) throws Exception {
        awaitStill();
        database.awaitPublishedCounters();
        var before = published();
        var began = System.nanoTime();
        var cpuBefore = processes.cpu();
        var load = work.run();
        var cpu = processes.cpu().minus(cpuBefore);
        var number = load.timings().size();
        awaitStill();
        database.awaitPublishedCounters();
        var counts = published().minus(before);
        return new UnderLoad(
                load,
                perCheckout(
                                without(counts, Kind.CPU),
                                without(idlePerSecond, Kind.CPU),
                                System.nanoTime() - began,
                                number)
                        .plus(cpu.times(1.0 / number)));
    }

    Map<String, Long> memory() throws IOException {
        return processes.memory();
    }

    private Counts published() throws Exception {
        return database.transactions()
                .plus(database.wal())
                .plus(broker.read())
                .plus(ServiceMetrics.read())
                .plus(processes.cpu());
    }

    private static Counts rate(Source source, Duration time) throws Exception {
        var before = source.read();
        var began = System.nanoTime();
        Thread.sleep(time); // watched for a time, not waited for
        return source.read().minus(before).times(1e9 / (System.nanoTime() - began));
    }

    private static Counts perCheckout(Counts counts, Counts idlePerSecond, long nanos, int number) {
        return counts.minus(idlePerSecond.times(nanos / 1e9)).times(1.0 / number);
    }

    /** A busy machine may be luckier under load than at rest, and nothing is made less often than never. */
    private static Counts atLeastNone(Counts counts) {
        var positive = new TreeMap<Counter, Double>();
        counts.values().forEach((counter, value) -> positive.put(counter, Math.max(0, value)));
        return new Counts(positive);
    }

    private static Counts without(Counts counts, Kind kind) {
        var rest = new TreeMap<Counter, Double>();
        counts.values().forEach((counter, value) -> {
            if (counter.kind() != kind) {
                rest.put(counter, value);
            }
        });
        return new Counts(rest);
    }

    void awaitStill() {
        Awaitility.await("everything that follows from a checkout")
                .atMost(PATIENCE)
                .during(STILL)
                .until(new Stillness()::isStill);
    }

    /** Whether no record was added since the last look, and none is left to be read. */
    private final class Stillness {

        private double last = -1;

        boolean isStill() throws Exception {
            var records = broker.read().sum(Kind.RECORDS);
            var same = records == last;
            last = records;
            return same && broker.lag() == 0 && ServiceMetrics.gauge("order-service", "orders_holds_abandoned") == 0;
        }
    }

    @Override
    public void close() throws SQLException {
        broker.close();
        database.close();
    }
}
