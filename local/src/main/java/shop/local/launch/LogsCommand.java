package shop.local.launch;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints what a part wrote since it started.")
public final class LogsCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Parameters(paramLabel = "NAME", description = "The part, as status names it.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what it writes, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Home.find();
        Launcher.open(home, Progress.ofTerminal(false)).part(name);
        var log = home.log(name);
        if (!Files.exists(log) && !follow) {
            throw new ShopException(name + " has not run yet");
        }
        do {
            print(log);
        } while (follow);
        return 0;
    }

    /** Ends at the end of the file; when following, once a new start has put a new file in its place. */
    private void print(Path log) throws IOException, InterruptedException {
        while (follow && !Files.exists(log)) {
            Thread.sleep(LOOK_EVERY);
        }
        var key = key(log);
        try (var channel = Files.newByteChannel(log)) {
            var input = Channels.newInputStream(channel);
            input.transferTo(System.out);
            System.out.flush();
            while (follow
                    && Files.exists(log)
                    && Objects.equals(key, key(log))
                    && channel.position() <= channel.size()) {
                Thread.sleep(LOOK_EVERY);
                input.transferTo(System.out);
                System.out.flush();
            }
        }
    }

    private static Object key(Path log) throws IOException {
        var attributes = Files.readAttributes(log, BasicFileAttributes.class);
        // Windows has no key for a file; the time of its creation marks a new one there.
        return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
    }
}
