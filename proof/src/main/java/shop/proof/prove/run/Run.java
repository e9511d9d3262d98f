package shop.proof.prove.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import shop.proof.Fleet;
import shop.proof.prove.check.Stores;
import shop.proof.prove.fault.Fault;
import shop.proof.prove.fault.Layout;
import shop.proof.prove.fault.Schedule;
import shop.proof.prove.fault.Strike;
import shop.proof.prove.fault.Target;
import shop.proof.prove.fault.Unavailable;

/** A fleet of its own in use, faults that strike it, and what holds afterwards. */
final class Run {

    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration SAMPLING = Duration.ofSeconds(2);
    private static final Duration HEALED = Duration.ofMinutes(6);

    /** How much longer than drawn a fault lasts that nothing has met; a part that another one killed is back by then. */
    private static final Duration STRUCK_WITHIN = Duration.ofMinutes(1);

    private static final Duration STRUCK_ASKED_EVERY = Duration.ofMillis(200);

    /**
     * What takes minutes in earnest takes seconds here: a run waits for it. The times keep their order (a hold outlives its
     * reservation, a reservation outlives a check at the provider).
     */
    private static final Map<String, String> SHORT_TIMES = Map.ofEntries(
            Map.entry("ORDER_RESERVATION", "90s"),
            Map.entry("ORDER_EXTENSION", "60s"),
            Map.entry("ORDER_HOLD_GRACE", "60s"),
            Map.entry("ORDER_EXPIRE_LOOK_EVERY", "10s"),
            Map.entry("INVENTORY_HOLD_GRACE", "20s"),
            Map.entry("INVENTORY_SWEEP_EVERY", "10s"),
            Map.entry("PAYMENT_STARTING_PATIENCE", "10s"),
            Map.entry("PAYMENT_FIRST_CHECK", "10s"),
            Map.entry("PAYMENT_LONGEST_CHECK", "20s"),
            Map.entry("PAYMENT_POLL_EVERY", "3s"),
            Map.entry("PAYMENT_RECONCILE_EVERY", "20s"),
            Map.entry("PAYMENT_RECONCILE_GRACE", "20s"));

    private static final Map<String, String> SETTINGS = Map.of(
            // Attempts of both providers also begin without a buyer's choice.
            "PAYMENT_PROVIDER_BY_CURRENCY",
            "INR=razorpay",
            // A machine that faults keep busy would let most orders pass without their assessment, and the review
            // untried.
            "ORDER_RISK_DEADLINE",
            "1s",
            // Started once, and in use for minutes: neither a start-up cache nor an optimising compiler would pay back.
            "SHOP_START_CACHE",
            "never",
            "SHOP_JAVA_OPTIONS",
            Objects.requireNonNullElse(System.getenv("SHOP_JAVA_OPTIONS"), Fleet.JAVA_OPTIONS_OF_A_FEW_MINUTES));

    private final Path home;
    private final long seed;
    private final Duration load;
    private final List<Strike> strikes;
    private final @Nullable Guard without;
    private final String repeat;
    private final Set<String> survived = Collections.synchronizedSet(new TreeSet<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private TimeLine timeLine = new TimeLine(System.nanoTime());

    /**
     * @param without a guard that is switched off, so that the run must find what it prevents
     * @param repeat the command that carries out the same run
     */
    Run(Path home, long seed, Duration load, List<Strike> strikes, @Nullable Guard without, String repeat) {
        this.home = home;
        this.seed = seed;
        this.load = load;
        this.strikes = List.copyOf(strikes);
        this.without = without;
        this.repeat = repeat;
    }

    /**
     * Starts the fleet, carries the run out, writes the page, and stops the fleet, whatever happens meanwhile.
     *
     * @param workload closed at the end
     */
    Outcome carryOut(Workload workload, Path page) throws IOException, InterruptedException {
        print("Seed " + seed + ", " + load.toMinutes() + " minutes of load; faults: " + Schedule.words(strikes));
        try (var cleanUp = new CleanUp()) {
            cleanUp.add(() -> {
                workload.close();
                return null;
            });
            var ports = Fleet.freePorts();
            clear(ports);
            var layout = new Layout(home.resolve("layout"), ports, seed);
            cleanUp.add(() -> {
                layout.close();
                return null;
            });
            SHORT_TIMES.forEach(layout::set);
            SETTINGS.forEach(layout::set);
            if (without != null) {
                layout.set("SHOP_GUARDS_OFF", without.setting());
            }
            var possible = prepare(layout);
            cleanUp.add(() -> {
                Fleet.stop(home, ports);
                return null;
            });
            var fleet = start(layout);
            if (without != null) {
                switchOff(without, fleet);
            }
            var target = new Target(
                    fleet,
                    layout,
                    () -> {
                        workload.flashSale();
                        return null;
                    },
                    this::print);
            cleanUp.add(() -> {
                target.close();
                return null;
            });
            use(workload, target, possible);
            heal(fleet, target);
            // Only now, so that what is still unknown can become known.
            stop(workload);
            print("verifying");
            violations.addAll(verified(workload, target));
            timeLine.add(workload.takeSamples());
        }
        var outcome = new Outcome(
                seed,
                (int) load.toMinutes(),
                List.copyOf(survived),
                List.copyOf(failures),
                List.copyOf(skipped),
                List.copyOf(violations),
                repeat);
        if (page.getParent() != null) {
            Files.createDirectories(page.getParent());
        }
        Files.writeString(page, HtmlReport.of(outcome, timeLine));
        conclude(outcome, page);
        return outcome;
    }

    private void clear(Map<String, String> ports) throws IOException {
        if (Files.exists(home.resolve("state.json"))) {
            // Of a run that was killed.
            Fleet.stop(home, ports);
        }
        Layout.removeLeftovers(home.resolve("layout"));
        for (var folder : List.of("data", "logs", "layout", "run")) {
            delete(home.resolve(folder));
        }
        Files.deleteIfExists(home.resolve("state.json"));
        Files.createDirectories(home);
    }

    private List<Strike> prepare(Layout layout) {
        var possible = new ArrayList<Strike>();
        for (var strike : strikes) {
            try {
                strike.fault().prepare(layout);
                possible.add(strike);
            } catch (Unavailable reason) {
                skipped.add(strike.fault().name() + ": " + reason.getMessage());
                print(strike.fault().name() + " cannot strike here: " + reason.getMessage());
            }
        }
        return possible;
    }

    private Fleet start(Layout layout) {
        var began = System.nanoTime();
        layout.each(what -> print("through a proxy or apart: " + what));
        var arguments = new ArrayList<>(List.of("--no-demo-data"));
        layout.apartOption().ifPresent(arguments::add);
        var fleet = Fleet.start(home, layout.settings(), arguments);
        print(String.format(
                Locale.ROOT,
                "the fleet runs after %.0f s, in its own process each: %s",
                (System.nanoTime() - began) / 1e9,
                layout.apart()));
        return fleet;
    }

    private void switchOff(Guard guard, Fleet fleet) throws IOException {
        print("WITHOUT " + guard.setting());
        if (!guard.sql().isEmpty()) {
            try (var stores = new Stores(fleet)) {
                stores.update(guard.store(), guard.sql());
            } catch (SQLException failed) {
                throw new IOException(failed);
            }
        }
    }

    private void use(Workload workload, Target target, List<Strike> possible) throws InterruptedException {
        try (var backlog = new BacklogReader();
                var timer = Executors.newScheduledThreadPool(2);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            workload.start();
            timeLine = new TimeLine(System.nanoTime());
            watch(timer, workload, backlog);
            var ended = new CountDownLatch(1);
            var running = new ArrayList<Future<?>>();
            for (var strike : possible) {
                running.add(threads.submit(() -> carryOut(strike, target, ended)));
            }
            try {
                await(load, ended);
                for (var each : running) {
                    each.get();
                }
            } finally {
                ended.countDown();
                timer.shutdownNow();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a fault could not be carried out", failed.getCause());
        } catch (InterruptedException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("the load could not be carried out", failed);
        }
    }

    private void watch(ScheduledExecutorService timer, Workload workload, BacklogReader backlog) {
        var _ = timer.scheduleWithFixedDelay(
                quietly(() -> {
                    timeLine.add(workload.takeSamples());
                    timeLine.add(backlog.read(timeLine.now()));
                    return null;
                }),
                0,
                SAMPLING.toMillis(),
                TimeUnit.MILLISECONDS);
        var _ = timer.scheduleAtFixedRate(
                () -> print(timeLine.brief(PROGRESS)), PROGRESS.toMillis(), PROGRESS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The timer forgets what throws once. */
    private Runnable quietly(Callable<?> action) {
        return () -> {
            try {
                action.call();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception failed) {
                print("not sampled: " + failed);
            }
        };
    }

    private Object carryOut(Strike strike, Target target, CountDownLatch ended) throws InterruptedException {
        var fault = strike.fault();
        await(strike.at(), ended);
        if (ended.getCount() == 0) {
            return fault;
        }
        // One that strikes the same thing may take longer to heal than was drawn. In one order, so that no two wait for
        // each other.
        var struck = fault.strikes().stream()
                .sorted()
                .map(each -> free.computeIfAbsent(each, _ -> new Semaphore(1)))
                .toList();
        for (var each : struck) {
            each.acquire();
        }
        var from = timeLine.now();
        try {
            print("STRIKES " + fault.name());
            try {
                fault.strike(target);
                await(timeLine.now().plus(strike.lasts()), ended);
                awaitStruck(fault, target, ended);
            } finally {
                fault.heal(target);
            }
            survived.add(fault.name());
            print("HEALED  " + fault.name()
                    + String.format(
                            Locale.ROOT,
                            " after %.1f s",
                            timeLine.now().minus(from).toMillis() / 1e3));
        } catch (Unavailable reason) {
            skipped.add(fault.name() + ": " + reason.getMessage());
            print("NOTHING struck by " + fault.name() + ": " + reason.getMessage());
        } catch (Exception | AssertionError failed) {
            // The rest of the run says still whether anything was lost.
            failures.add(fault.name() + ": " + failed);
            print("FAILED  " + fault.name() + ": " + failed);

        } finally {
            timeLine.add(new TimeLine.Span(fault.name(), from, timeLine.now()));
            struck.forEach(Semaphore::release);
        }
        return fault;
    }

    /** What other faults keep away from a fault comes when those are over: a service that was killed, or the customers of one. */
    private void awaitStruck(Fault fault, Target target, CountDownLatch ended) throws InterruptedException {
        var until = timeLine.now().plus(STRUCK_WITHIN);
        while (!fault.hasStruck(target)
                && timeLine.now().compareTo(until) < 0
                && !ended.await(STRUCK_ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            // Nothing has met it.
        }
    }

    /** Waits for a time of the run, or for its end. */
    private void await(Duration at, CountDownLatch ended) throws InterruptedException {
        var left = at.minus(timeLine.now());
        if (left.isPositive()) {
            var _ = ended.await(left.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stop(Workload workload) throws InterruptedException {
        try {
            workload.stop();
            timeLine.add(workload.takeSamples());
        } catch (InterruptedException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("the load could not be ended", failed);
        }
    }

    /** A part that does not come back by itself when all is well again is a violation, and is started for what is to be verified. */
    private void heal(Fleet fleet, Target target) throws IOException {
        target.close();
        try {
            Awaitility.await("all parts up")
                    .atMost(HEALED)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> fleet.notUp().isEmpty());
        } catch (ConditionTimeoutException late) {
            for (var part : fleet.notUp()) {
                violations.add(part + " is not up " + HEALED.toMinutes() + " minutes after all faults were healed");
                fleet.restart(part, Map.of());
            }
        }
    }

    private List<String> verified(Workload workload, Target target) throws InterruptedException {
        try {
            return workload.violations(target.poisoned());
        } catch (InterruptedException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("the fleet could not be verified", failed);
        }
    }

    private void conclude(Outcome outcome, Path page) {
        print("faults survived: " + outcome.survived().size()
                + (outcome.failed().isEmpty()
                        ? ""
                        : ", not carried out: " + outcome.failed().size())
                + (outcome.skipped().isEmpty()
                        ? ""
                        : ", could not strike here: " + outcome.skipped().size()));
        outcome.violations().forEach(violation -> print("VIOLATION " + violation));
        print("violations: " + outcome.violations().size() + " (expected: 0), calls: " + timeLine.calls() + ", seed: "
                + seed);
        print("time line: " + page);
        print("again: " + repeat);
    }

    private void print(String line) {
        System.out.printf(Locale.ROOT, "%5d s  %s%n", timeLine.now().toSeconds(), line);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
