package shop.local.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.local.infra.InfrastructureException;
import shop.local.infra.OsProcess;
import shop.local.infra.PostgresBinaries;
import shop.local.infra.PostgresServer;
import shop.local.infra.Sessions;
import shop.local.launch.Part.JavaProgram;
import shop.local.launch.Part.NativePostgres;

/** Starts a part as a process that outlives the launcher, and waits until it does its work. */
final class Starter {

    /** Far more than a start takes, also on a slow machine under load: it only ends what will never come up. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    /**
     * Small processes that start fast: one thread collects garbage in a heap this size faster than many, objects have short
     * headers, a heap begins small and gives back what the start alone needed, and a start-up cache stays where it was made
     * for, so that its pages need no changes and stay shared with the file. The optimising compiler stays off: it takes a third
     * of the work of a start and pays it back only to who runs the shop for long, see SHOP_JAVA_OPTIONS. A process out of
     * memory ends, to be seen and started anew, where one that limps on would be neither.
     */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms64m",
            "-Xmn32m",
            "-XX:TrimNativeHeapInterval=10000",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED");

    private final Home home;
    private final Path java;
    private final Apps apps;
    private final StartCaches caches;
    private final Register register;
    private final List<String> furtherOptions;

    /** @param furtherOptions for every JVM, behind and so above its own ones */
    Starter(Home home, Path java, Apps apps, StartCaches caches, Register register, List<String> furtherOptions) {
        this.home = home;
        this.java = java;
        this.apps = apps;
        this.caches = caches;
        this.register = register;
        this.furtherOptions = List.copyOf(furtherOptions);
    }

    /** The java program that runs the launcher runs the parts too. */
    static Path thisJava() {
        return ProcessHandle.current()
                .info()
                .command()
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** @throws ShopException if the part does not come up; the message names it and holds the end of its log */
    void start(Part part) throws IOException, InterruptedException {
        var log = home.freshLog(part.name());
        try {
            switch (part.program()) {
                case NativePostgres postgres -> startPostgres(part, postgres, log);
                case JavaProgram program -> startJava(part, program, log);
            }
        } catch (InfrastructureException e) {
            throw new ShopException(part.name() + " did not start: " + e.getMessage());
        }
    }

    /** Waits for a part that runs already. */
    void awaitReady(Part part, OsProcess process) throws InterruptedException {
        if (!isReady(part, process)) {
            throw failed(part, process, home.log(part.name()));
        }
    }

    private void startPostgres(Part part, NativePostgres postgres, Path log) throws IOException, InterruptedException {
        var settings = new PostgresServer.Settings(
                PostgresBinaries.unpack(home.programs()),
                home.data(part.name()),
                part.port(),
                Fleet.POSTGRES_PASSWORD,
                log,
                true,
                null);
        PostgresServer.start(settings, process -> register.add(entry(part, process, false)));
        try {
            PostgresServer.createDatabases(part.port(), Fleet.POSTGRES_PASSWORD, postgres.databases());
        } catch (SQLException e) {
            throw new InfrastructureException("the databases could not be created: " + e.getMessage(), e);
        }
    }

    private void startJava(Part part, JavaProgram program, Path log) throws IOException, InterruptedException {
        var installed = apps.install(program.code());
        var key = StartCaches.key(installed, sharedOptions());
        var cache = caches.find(key);
        var process = spawn(part, program, installed, cache, log);
        if (isReady(part, process)) {
            return;
        }
        if (cache.isPresent() && !process.isAlive()) {
            // Whatever was wrong with it, the part must come up: without its cache it is only slower.
            caches.forget(key);
            process = spawn(part, program, installed, Optional.empty(), home.freshLog(part.name()));
            if (isReady(part, process)) {
                return;
            }
        }
        if (!process.isAlive()) {
            caches.forget(key);
        }
        throw failed(part, process, log);
    }

    private List<String> sharedOptions() {
        return Stream.concat(JVM.stream(), furtherOptions.stream()).toList();
    }

    private OsProcess spawn(Part part, JavaProgram program, Apps.Installed installed, Optional<Path> cache, Path log)
            throws IOException {
        Files.deleteIfExists(home.readyFile(part.name()));
        var options = new ArrayList<>(JVM);
        options.add("-Xmx" + program.heap());
        options.addAll(program.options());
        options.addAll(furtherOptions);
        var plain = new ArrayList<>(List.of(java.toString()));
        plain.addAll(options);
        plain.addAll(installed.command());
        // A second instance would write over what the first one records.
        var recording = cache.isPresent() || !part.isFirstInstance()
                ? Optional.<Path>empty()
                : caches.recording(StartCaches.key(installed, sharedOptions()), plain);

        var command = new ArrayList<>(List.of(java.toString()));
        cache.ifPresent(file -> command.add("-XX:AOTCache=" + file));
        recording.ifPresent(file -> command.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + file)));
        command.addAll(options);
        command.addAll(installed.command());
        command.addAll(program.arguments());
        var builder = new ProcessBuilder(Sessions.own(command))
                .directory(home.data(part.name()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // glibc gives each thread an arena of its own, up to eight per core: memory that small heaps save would go
        // there.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(program.environment());
        var started = builder.start();
        started.getOutputStream().close();
        var process = new OsProcess(started.pid(), started.info().startInstant().orElse(Instant.EPOCH));
        register.add(entry(part, process, recording.isPresent()));
        return process;
    }

    private static boolean isReady(Part part, OsProcess process) throws InterruptedException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (part.ready().passes()) {
                // Another program may answer in its place, on a port taken in the last moment.
                return process.isAlive();
            }
            Thread.sleep(ASK_EVERY);
        }
        return false;
    }

    private ShopException failed(Part part, OsProcess process, Path log) {
        var what = process.isAlive()
                ? part.name() + " was not ready after " + START_LIMIT.toSeconds() + " s."
                : part.name() + " ended before it was ready.";
        return new ShopException(
                what + " The end of " + log + ":\n    " + String.join("\n    ", LogTail.of(home.log(part.name()), 30)));
    }

    private static State.Entry entry(Part part, OsProcess process, boolean recording) {
        return new State.Entry(part.name(), part.kind(), process.pid(), process.startedAt(), part.port(), recording);
    }
}
