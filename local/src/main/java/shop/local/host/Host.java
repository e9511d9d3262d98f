package shop.local.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.local.host.Command.Request;
import shop.local.host.Command.Response;

/**
 * The process in which parts of the shop run, all of them or one that is to stand apart. It follows the commands that come over its
 * control channel: what runs, in which order and with which settings is the launcher's to know.
 */
public final class Host {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Path logFolder;
    private final LibraryPath libraries;
    private final LibraryIndex index;
    private final PartLogs logs;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Hosted> parts = new TreeMap<>();

    Host(Path logFolder, LibraryPath libraries, PartLogs logs) throws IOException {
        this.logFolder = logFolder;
        this.libraries = libraries;
        this.index = LibraryIndex.of(libraries);
        this.logs = logs;
    }

    /**
     * Arguments: the file to write the control address to, the folder of the logs, and the files there which this process
     * keeps within bounds.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var logs = PartLogs.install();
        // Spring Boot does this once per JVM, by what all libraries name: a service that lacks one of these, and is
        // the first here, would fail, and wait for a thread that never began.
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
        startSharedThreads();
        var addressFile = Path.of(arguments[0]);
        var logFolder = Path.of(arguments[1]);
        var bounded = new ArrayList<Path>();
        for (var file : List.of(arguments).subList(2, arguments.length)) {
            bounded.add(logFolder.resolve(file));
        }
        new LogLimit(bounded, PartLog.LARGEST).start();
        var host = new Host(logFolder, LibraryPath.ofThisProcess(), logs);
        try (var _ = ControlServer.start(addressFile, host::command)) {
            StartCache.makeWhenIdle();
            // SIGTERM of somebody who does not know the launcher: stores must be closed in order all the same.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(host::stopAll));
            host.end.await();
        }
        System.exit(0);
    }

    /** Threads that the JDK makes once and keeps: made by a part, they would keep that part's loader for ever. */
    private static void startSharedThreads() {
        CompletableFuture.delayedExecutor(0, TimeUnit.MILLISECONDS).execute(() -> {});
    }

    Response command(Request request) {
        try {
            switch (request.verb()) {
                case START -> start(required(request.part(), "part"));
                case STOP -> stop(required(request.name(), "name"));
                case STATES -> {
                    // The states are in every answer.
                }
                case EXIT -> {
                    stopAll();
                    end.countDown();
                }
            }
            return new Response(states(), null);
        } catch (Refused e) {
            return new Response(states(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Whoever asked must get an answer.
            LOG.error("A command failed", e);
            return new Response(states(), innermost(e));
        }
    }

    private synchronized Map<String, PartState> states() {
        var states = new TreeMap<String, PartState>();
        parts.forEach((name, part) -> states.put(name, part.state));
        return states;
    }

    private void start(PartSpec spec) {
        var part = new Hosted();
        synchronized (this) {
            var known = parts.get(spec.name());
            if (known != null && known.state != PartState.FAILED) {
                throw new Refused(spec.name() + " runs already in this process");
            }
            parts.put(spec.name(), part);
        }
        try {
            run(spec, part);
            part.state = PartState.UP;
        } catch (Exception | LinkageError e) {
            part.state = PartState.FAILED;
            logs.close(spec.name());
            LOG.error("{} did not start", spec.name(), e);
            throw new Refused(spec.name() + " did not start: " + innermost(e));
        } finally {
            part.decided.countDown();
        }
    }

    private void run(PartSpec spec, Hosted part) throws Exception {
        var service = spec.kind().equals(PartSpec.SERVICE);
        var shared = Host.class.getClassLoader();
        var loader = service
                ? PartClassLoader.ofService(
                        spec.name(), spec.classes(), shared, index, libraries.locations(spec.libraries()))
                : PartClassLoader.ofInfrastructure(spec.name(), shared);
        part.loader = loader;
        logs.open(spec.name(), logFolder.resolve(spec.name() + ".log"), service);
        part.running = service
                // Spring Boot itself writes down why a service does not start.
                ? ServiceContext.start(spec, loader, settings -> logs.configure(spec.name(), settings))
                : PartThreads.call("start-" + spec.name(), loader, () -> startInfrastructure(spec));
    }

    private static RunningPart startInfrastructure(PartSpec spec) throws Exception {
        try {
            return Infrastructure.start(spec);
        } catch (Exception e) {
            LOG.error("This part did not start", e);
            throw e;
        }
    }

    private void stop(String name) {
        @Nullable Hosted part;
        synchronized (this) {
            part = parts.get(name);
            if (part == null) {
                return;
            }
            if (part.state == PartState.UP) {
                part.state = PartState.STOPPING;
            }
        }
        try {
            // What is half started cannot be stopped. One that never gets there ends with the process.
            if (!part.decided.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(name + " is still starting");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        var running = part.running;
        var loader = part.loader;
        if (running != null && loader != null) {
            try {
                PartThreads.call("stop-" + name, loader, () -> {
                    running.stop();
                    return name;
                });
                loader.close();
            } catch (Exception e) {
                LOG.error("While {} was stopped", name, e);
            }
        }
        logs.close(name);
        synchronized (this) {
            parts.remove(name, part);
        }
    }

    private void stopAll() {
        List<String> names;
        synchronized (this) {
            names = List.copyOf(parts.keySet());
        }
        // Services first: what they write last must still be stored.
        stopSideBySide(names.stream().filter(name -> !isStore(name)).toList());
        stopSideBySide(names.stream().filter(Host::isStore).toList());
    }

    private void stopSideBySide(List<String> names) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            names.forEach(name -> threads.execute(() -> stopOrSay(name)));
        }
    }

    private void stopOrSay(String name) {
        try {
            stop(name);
        } catch (Refused e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private static boolean isStore(String name) {
        return name.equals("kafka") || name.equals("mongodb");
    }

    private static String innermost(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new Refused("A command without its " + name);
        }
        return value;
    }

    /** One part of this process; its state says what of it can be used. */
    private static final class Hosted {

        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile PartState state = PartState.STARTING;
        private volatile @Nullable PartClassLoader loader;
        private volatile @Nullable RunningPart running;
    }

    /** Why a command is not followed, for whoever gave it. */
    private static final class Refused extends RuntimeException {

        Refused(String message) {
            super(message);
        }
    }
}
