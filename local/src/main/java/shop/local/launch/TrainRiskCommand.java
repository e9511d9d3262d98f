package shop.local.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs order-service's training in a JVM of its own: it needs no shop that runs, and the launcher none of the service's classes. */
@Command(
        name = "train-risk",
        description = {
            "Trains the risk models offline and reports how good they are: train-risk FILE [--seed N].",
            "FILE has order lines (invoice,sku,quantity,unitPrice,time,customer,country), plain or gzipped."
        })
public final class TrainRiskCommand implements Callable<Integer> {

    private static final String MODULE = "order-service";

    @Parameters(paramLabel = "FILE", description = "The order lines.")
    private Path file = Path.of("");

    @Option(names = "--seed", description = "Of the simulator of attacks; the report says which one it was.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new ShopException("There is no file " + file);
        }
        var target = Home.checkout().resolve(MODULE).resolve("target");
        var libraries = target.resolve("class-path");
        if (!Files.exists(libraries)) {
            throw new ShopException(libraries + " is missing. Build it with ./mvnw -Pquick install.");
        }
        var classPath = target.resolve("classes")
                + System.getProperty("path.separator")
                + Files.readString(libraries).strip().replace("|", System.getProperty("path.separator"));
        var command = new ArrayList<>(List.of(
                Starter.thisJava().toString(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "shop.order.training.TrainRisk",
                file.toAbsolutePath().toString()));
        if (seed != null) {
            command.add(seed.toString());
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
