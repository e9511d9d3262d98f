package shop.proof.prove.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Fleet;
import shop.proof.prove.fault.Faults;
import shop.proof.prove.fault.Schedule;
import shop.proof.prove.fault.Strike;

/** The command {@code ./shop prove}. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a shop of its own, uses it while faults strike it, heals them, and verifies that nothing was lost.",
            "Exit code 0 without a violation, 1 with violations, 2 if the run could not be carried out."
        })
public final class ProveCommand implements Callable<Integer> {

    static final int VIOLATED = 1;
    static final int NOT_CARRIED_OUT = 2;

    private static final String NONE = "none";

    @Option(names = "--seed", description = "Of all random choices. Default: a new one")
    private @Nullable Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "FIRST-LAST",
            description = "A campaign: a run for each seed, one after the other, and a table of all at the end.")
    private @Nullable String seeds;

    @Option(
            names = "--each",
            defaultValue = "0",
            description = "With --seeds: how often each fault has to strike in the campaign. Default: ${DEFAULT-VALUE}")
    private int each;

    @Option(names = "--minutes", defaultValue = "4", description = "Of load, at least. Default: ${DEFAULT-VALUE}")
    private int minutes;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            description = "These instead of those that the seed draws, with commas between; or none. --list names all.")
    private @Nullable String faults;

    @Option(names = "--list", description = "Print the names of the faults, and do nothing.")
    private boolean list;

    @Option(
            names = "--without",
            paramLabel = "GUARD",
            description = "Switch off a guard of the services: the run must then fail.")
    private @Nullable String without;

    @Option(
            names = "--self-test",
            description = "Afterwards plant a violation of each invariant, each of which must be found.")
    private boolean selfTest;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "The HTML page. Default: report-SEED.html in its home")
    private @Nullable Path report;

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            Faults.all().forEach(System.out::println);
            return 0;
        }
        if (minutes < 1) {
            System.err.println("--minutes " + minutes + " (expected: 1 or more)");
            return NOT_CARRIED_OUT;
        }
        try {
            return seeds == null ? single() : campaign(seeds);
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println(wrong.getMessage());
            return NOT_CARRIED_OUT;
        }
    }

    private int single() throws IOException, InterruptedException {
        var drawn = seed == null ? new SecureRandom().nextInt(1, 1_000_000) : seed;
        var page = report == null ? home().resolve("report-" + drawn + ".html") : report.toAbsolutePath();
        var outcome = outcome(drawn, page);
        if (outcome.isEmpty()) {
            return NOT_CARRIED_OUT;
        }
        if (!outcome.get().violations().isEmpty()) {
            return VIOLATED;
        }
        return outcome.get().failed().isEmpty() ? 0 : NOT_CARRIED_OUT;
    }

    private int campaign(String range) throws IOException, InterruptedException {
        if (seed != null || report != null || without != null) {
            throw new IllegalArgumentException("--seeds goes with neither --seed nor --report nor --without");
        }
        var campaign = Campaign.of(range, Duration.ofMinutes(minutes), names(), each);
        campaign.planned().forEach(System.out::println);
        Files.createDirectories(home());
        return campaign.run(this::campaignRun, System.out, home().resolve("campaign-" + range + ".txt"));
    }

    private Optional<Outcome> campaignRun(long drawn) throws IOException, InterruptedException {
        var outcome = outcome(drawn, home().resolve("report-" + drawn + ".html"));
        if (outcome.isEmpty() || !outcome.get().violations().isEmpty()) {
            // The next run begins with none.
            var logs = home().resolve("logs");
            if (Files.exists(logs)) {
                Files.move(logs, home().resolve("logs-" + drawn + "-" + System.currentTimeMillis()));
            }
        }
        return outcome;
    }

    /** How the run ended; empty if it could not be carried out. */
    private Optional<Outcome> outcome(long drawn, Path page) throws InterruptedException {
        try {
            var load = Duration.ofMinutes(minutes);
            var guard = without == null ? null : Guard.of(without);
            var run = new Run(home(), drawn, load, strikes(drawn, load, guard), guard, command(drawn));
            Files.createDirectories(home());
            var clients = home().resolve("clients-" + drawn + ".jsonl");
            return Optional.of(run.carryOut(new MixedUse(new Random(drawn), clients, selfTest), page));
        } catch (IOException | RuntimeException | AssertionError failed) {
            System.err.println("The run could not be carried out (seed " + drawn + "): " + failed);
            failed.printStackTrace(System.err);
            return Optional.empty();
        }
    }

    /** The faults that were asked for; empty for those that the seed draws. */
    private Optional<List<String>> names() {
        return faults == null
                ? Optional.empty()
                : Optional.of(faults.equals(NONE) ? List.of() : Arrays.asList(faults.split(",", -1)));
    }

    private List<Strike> strikes(long drawn, Duration load, @Nullable Guard guard) {
        var named = names();
        if (named.isPresent()) {
            return Schedule.of(named.get(), drawn, load);
        }
        return guard == null ? Schedule.draw(drawn, load) : Schedule.of(guard.faults(), drawn, load);
    }

    private String command(long drawn) {
        return "./shop prove --seed " + drawn + " --minutes " + minutes
                + (faults == null ? "" : " --faults " + faults)
                + (without == null ? "" : " --without " + without)
                + (selfTest ? " --self-test" : "");
    }

    /** Beside the shop that people use here, and not the same. */
    private static Path home() {
        var named = System.getenv("SHOP_HOME");
        var folder = named == null || named.isBlank() ? Fleet.root().resolve(".shop") : Path.of(named);
        return folder.toAbsolutePath().normalize().resolve("prove");
    }
}
