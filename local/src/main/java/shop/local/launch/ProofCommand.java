package shop.local.launch;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Hands its arguments to the program of the module proof, in a JVM of its own: that module knows this one, so this one cannot know it.
 */
public abstract class ProofCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        var libraries = Home.checkout().resolve("proof/target/dist/lib");
        if (!Files.exists(libraries)) {
            throw new ShopException(libraries + " is missing. Build it with ./mvnw -Pquick install.");
        }
        var command = new ArrayList<>(
                List.of(Starter.thisJava().toString(), "-XX:+UseSerialGC", "-Dshop.root=" + Home.checkout()));
        if (needsRunningFleet(arguments)) {
            command.add("-Dshop.home=" + RunningFleet.require().home());
        }
        command.addAll(List.of("-cp", libraries.resolve("*").toString(), "shop.proof.Proof"));
        if (spec != null) {
            command.add(spec.name());
        }
        command.addAll(arguments);
        var program = new ProcessBuilder(command).inheritIO().start();
        // Whoever ends this process means that one, which may have a shop of its own to take down.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            program.destroy();
            program.onExit().join();
        }));
        // Not taken off again: of a program that has ended it does nothing.
        return program.waitFor();
    }

    /** Whether it uses the shop that runs, and does not start one of its own. */
    abstract boolean needsRunningFleet(List<String> arguments);

    @Command(
            name = "check",
            description = "Tries the shop that runs: check security [--only 13,14] [--json] [--seed N].")
    public static final class OfChecks extends ProofCommand {
        @Override
        boolean needsRunningFleet(List<String> arguments) {
            return true;
        }
    }

    @Command(
            name = "bench",
            description = {
                "Measures the shop that runs: bench checkout, pages, memory, gateway, reads, live, login-storm, flood (--help: options).",
                "bench start measures one of its own, bench recommendations none."
            })
    public static final class OfFigures extends ProofCommand {
        @Override
        boolean needsRunningFleet(List<String> arguments) {
            return !arguments.contains("start") && !arguments.contains("recommendations");
        }
    }

    @Command(
            name = "prove",
            description = {
                "Lets faults strike a shop of its own that is in use, and verifies that nothing is lost:",
                "prove [--seed N] [--minutes M] [--faults LIST] [--report FILE]."
            })
    public static final class OfFaults extends ProofCommand {
        @Override
        boolean needsRunningFleet(List<String> arguments) {
            return false;
        }
    }
}
