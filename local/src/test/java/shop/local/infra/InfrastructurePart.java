package shop.local.infra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a store as a process of its own, for tests that kill it. */
@Command(name = "part", description = "Runs one part of the infrastructure.")
final class InfrastructurePart {

    private InfrastructurePart() {}

    static void main(String[] args) {
        System.exit(new CommandLine(new InfrastructurePart())
                .setExecutionExceptionHandler((failure, _, _) -> {
                    failure.printStackTrace();
                    return 1;
                })
                .execute(args));
    }

    /** @param readyFile appears when the topics are there too; the port answers earlier */
    @Command(description = "A broker with the fleet's topics.")
    int kafka(
            @Option(names = "--port", required = true) int port,
            @Option(names = "--data", required = true) Path data,
            @Option(names = "--ready-file", required = true) Path readyFile)
            throws IOException, InterruptedException {
        var broker = KafkaBroker.start(data, port, false);
        Folders.writeAtomically(readyFile, broker.bootstrapServers());
        return runUntilAsked(broker);
    }

    @Command(description = "A server of MongoDB's wire protocol, kept in a file.")
    int mongodb(
            @Option(names = "--port", required = true) int port, @Option(names = "--data", required = true) Path data)
            throws IOException, InterruptedException {
        return runUntilAsked(MongoStore.onDisk(data.resolve("store.mv"), port));
    }

    /** The hook, not this thread, closes the part: the JVM waits for hooks, and for nothing else, before it ends. */
    private static int runUntilAsked(AutoCloseable part) throws InterruptedException {
        var never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("While stopping: " + e);
            }
        }));
        never.await();
        return 0;
    }
}
