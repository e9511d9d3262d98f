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
        // It starts a shop of its own.
        if (!arguments.contains("start")) {
            command.add("-Dshop.home=" + RunningFleet.require().home());
        }
        command.addAll(List.of("-cp", libraries.resolve("*").toString(), "shop.proof.Proof"));
        if (spec != null) {
            command.add(spec.name());
        }
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Command(
            name = "check",
            description = "Tries the shop that runs: check security [--only 13,14] [--json] [--seed N].")
    public static final class OfChecks extends ProofCommand {}

    @Command(
            name = "bench",
            description = {
                "Measures the shop that runs: bench checkout, memory, gateway, reads, live, login-storm (--help: options).",
                "bench start measures one of its own."
            })
    public static final class OfFigures extends ProofCommand {}
}
