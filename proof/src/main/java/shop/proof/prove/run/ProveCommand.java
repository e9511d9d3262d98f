package shop.proof.prove.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
        var drawn = seed == null ? new SecureRandom().nextInt(1, 1_000_000) : seed;
        var home = home();
        var page = report == null ? home.resolve("report-" + drawn + ".html") : report.toAbsolutePath();
        try {
            var load = Duration.ofMinutes(minutes);
            var guard = without == null ? null : Guard.of(without);
            var run = new Run(home, drawn, load, strikes(drawn, load, guard), guard, command(drawn));
            Files.createDirectories(home);
            var clients = home.resolve("clients-" + drawn + ".jsonl");
            var outcome = run.carryOut(new MixedUse(new Random(drawn), clients, selfTest), page);
            if (!outcome.violations().isEmpty()) {
                return VIOLATED;
            }
            return outcome.failed().isEmpty() ? 0 : NOT_CARRIED_OUT;
        } catch (IOException | RuntimeException | AssertionError failed) {
            System.err.println("The run could not be carried out (seed " + drawn + "): " + failed);
            failed.printStackTrace(System.err);
            return NOT_CARRIED_OUT;
        }
    }

    private List<Strike> strikes(long drawn, Duration load, @Nullable Guard guard) {
        if (faults != null) {
            return Schedule.of(faults.equals(NONE) ? List.of() : Arrays.asList(faults.split(",", -1)), drawn, load);
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
