package shop.local.host;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the cache with which the next start of a host is faster (JDK 25 AOT cache): the classes of the libraries, loaded and
 * linked ahead of time. It is made while the host has nothing to do, in processes behind everything else that the machine has
 * to do, and it is an ease and never a need: one that does not fit is ignored by the JVM.
 */
public final class StartCache {

    /** Names the file to make; a host without it makes none. */
    public static final String PROPERTY = "shop.start-cache";

    private static final Logger LOG = LoggerFactory.getLogger(StartCache.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /** Of the time that passes between two looks: a shop that sells is not disturbed. */
    private static final double IDLE = 0.5;

    private static final int IDLE_LOOKS = 4;

    private final Path cache;
    private volatile @Nullable Process running;
    private volatile boolean closed;

    private StartCache(Path cache) {
        this.cache = cache;
    }

    /** Options with which a first run notes what a cache is made of. */
    public static List<String> noting(Path cache) {
        return List.of("-D" + PROPERTY + "=" + cache, "-Xlog:class+load=info:file=" + classes(cache) + ":none");
    }

    /** In the background, once this process is idle, if it was started so. */
    static void makeWhenIdle() {
        var file = System.getProperty(PROPERTY);
        if (file != null) {
            var maker = new StartCache(Path.of(file));
            var thread = Thread.ofPlatform().daemon().name("start-cache").unstarted(maker::awaitIdleAndMake);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(maker::close));
            thread.start();
        }
    }

    private void close() {
        closed = true;
        var process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void awaitIdleAndMake() {
        try {
            var idle = 0;
            var before = cpu();
            while (idle < IDLE_LOOKS) {
                Thread.sleep(LOOK_EVERY);
                var now = cpu();
                idle = now.minus(before).toMillis() < LOOK_EVERY.toMillis() * IDLE ? idle + 1 : 0;
                before = now;
            }
            make();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("No cache for faster starts was made", e);
        }
    }

    private void make() throws IOException, InterruptedException {
        var recording = cache.resolveSibling(cache.getFileName() + ".recording");
        var partial = cache.resolveSibling(cache.getFileName() + ".partial");
        var began = System.nanoTime();
        try {
            var spent = run(
                            List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording),
                            List.of(Training.class.getName(), classes(cache).toString()))
                    .plus(run(
                            List.of(
                                    "-XX:AOTMode=create",
                                    "-XX:AOTConfiguration=" + recording,
                                    "-XX:AOTCache=" + partial),
                            List.of()));
            Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.info(
                    "The cache for faster starts was made in {} s, with {} s of processor time: {} MB",
                    Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                    spent.toSeconds(),
                    Files.size(cache) >> 20);
        } finally {
            Files.deleteIfExists(recording);
            Files.deleteIfExists(partial);
            Files.deleteIfExists(classes(cache));
        }
    }

    /** Runs a JVM like this one, and returns the processor time it took. */
    private Duration run(List<String> options, List<String> program) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (!isWindows()) {
            command.addAll(List.of("nice", "-n", "19"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-Xlog") && !option.startsWith("-D" + PROPERTY) && !option.startsWith("-Xms")) {
                command.add(option);
            }
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        running = process;
        if (closed) {
            process.destroyForcibly();
        }
        var spent = Duration.ZERO;
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            spent = process.info().totalCpuDuration().orElse(spent);
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", options) + " ended with " + process.exitValue());
        }
        return spent;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Path classes(Path cache) {
        return cache.resolveSibling(cache.getFileName() + ".classes");
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }
}
