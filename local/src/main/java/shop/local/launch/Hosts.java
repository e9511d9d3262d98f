package shop.local.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.local.host.Host;
import shop.local.host.HostClient;
import shop.local.host.HostRefusal;
import shop.local.host.PartSpec;
import shop.local.host.PartState;
import shop.local.host.StartCache;
import shop.local.infra.Sessions;
import shop.local.launch.Part.HostedProgram;

/** The processes in which parts run: one for all, and one for each part that stands apart. Both run the same program. */
final class Hosts {

    /** Far more than a JVM takes to take commands, also on a slow machine under load. */
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private static final Duration ASK_EVERY = Duration.ofMillis(20);

    /**
     * One thread collects garbage in a heap this size faster than many, objects have short headers, and a process out of memory
     * says so and ends, to be seen and started anew, where one that limps on would be neither. Netty reserves memory by the
     * chunk, which for a shop on one machine need not be megabytes.
     */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TrimNativeHeapInterval=10000",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            // Of a training that runs nothing these do not fit, and the JVM would say so line by line.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTAdapterCaching",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.springframework.boot.logging.LoggingSystem=none",
            // Samples buffers to find those that are never given back, which is for tests of Netty.
            "-Dio.netty.leakDetection.level=disabled",
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.allocator.maxOrder=5",
            "-Dio.netty.allocator.numDirectArenas=2",
            "-Dio.netty.allocator.numHeapArenas=1",
            "-Djava.awt.headless=true");

    /**
     * All parts of the shop in one heap: the optimising compiler pays off, and the young generation has room for all. It waits
     * ten times as long as usual, though: nine contexts that start side by side are hot enough for it at once, and half of the
     * start would be the compilation of what runs only then.
     */
    private static final List<String> SHARED = List.of(
            "-Xms128m",
            "-Xmx640m",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    /** Many small processes: the optimising compiler costs each a third of its start and pays back to who runs it for long. */
    private static final List<String> OWN = List.of("-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmn32m");

    private final Home home;
    private final Path java;
    private final Apps apps;
    private final Register register;
    private final List<String> furtherOptions;
    private final boolean makesStartCache;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * @param furtherOptions for every JVM, behind and so above its own ones
     * @param makesStartCache whether a start without a start-up cache prepares one for the next start
     */
    Hosts(Home home, Path java, Apps apps, Register register, List<String> furtherOptions, boolean makesStartCache) {
        this.home = home;
        this.java = java;
        this.apps = apps;
        this.register = register;
        this.furtherOptions = List.copyOf(furtherOptions);
        this.makesStartCache = makesStartCache;
    }

    /**
     * Starts a part and returns when it is up.
     *
     * @param host in which process; it is started first if it does not run
     * @throws HostRefusal with the reason for which it does not come up
     */
    void start(Part part, HostedProgram program, String host) throws IOException, InterruptedException, HostRefusal {
        State.HostProcess process;
        synchronized (locks.computeIfAbsent(host, _ -> new Object())) {
            process = running(host, program);
        }
        register.add(new State.Entry(
                part.name(), part.kind(), process.pid(), process.startedAt(), part.port(), process.name()));
        client(host).start(spec(part, program));
    }

    /** What the part's host says of it; nothing if it does not know the part or does not answer. */
    @Nullable PartState state(State.Entry entry) {
        return entry.host() == null ? null : states(entry.host()).get(entry.name());
    }

    Map<String, PartState> states(String host) {
        if (register.state().host(host).filter(State.HostProcess::isAlive).isEmpty()) {
            return Map.of();
        }
        try {
            return client(host).states();
        } catch (IOException | HostRefusal _) {
            return Map.of();
        }
    }

    /** Stops a part; its process too, if that has no other. */
    void stop(State.Entry entry) throws IOException, InterruptedException {
        var host = String.valueOf(entry.host());
        try {
            client(host).stop(entry.name());
        } catch (HostRefusal e) {
            throw new IOException(entry.name() + " could not be stopped: " + e.getMessage(), e);
        }
        if (!entry.isShared()) {
            end(host);
        }
    }

    /** Ends a process and all parts in it, in order if it still listens. */
    void end(String host) throws IOException, InterruptedException {
        var process = register.state().host(host);
        if (process.isPresent()) {
            var alive = process.get().process();
            if (alive.isAlive()) {
                try {
                    client(host).exit();
                } catch (IOException | HostRefusal _) {
                    alive.terminate();
                }
                if (!alive.awaitEnd(END_LIMIT)) {
                    alive.kill();
                    alive.awaitEnd(END_LIMIT);
                }
            }
            register.removeHost(host);
        }
    }

    /** Frees the disk of caches that fit no more. */
    void deleteOldCaches() throws IOException {
        if (!Files.exists(home.startCaches())) {
            return;
        }
        var current = home.startCache(cacheKey());
        try (var files = Files.list(home.startCaches())) {
            for (var file : files.toList()) {
                if (!file.equals(current)) {
                    Files.delete(file);
                }
            }
        }
    }

    private State.HostProcess running(String host, HostedProgram program) throws IOException, InterruptedException {
        var known = register.state().host(host).filter(State.HostProcess::isAlive);
        if (known.isPresent()) {
            return known.get();
        }
        var log = home.freshLog(host.equals(Home.HOST) ? host : host + "-process");
        var process = spawn(host, program, log);
        if (!takesCommands(host, process) && Files.deleteIfExists(home.startCache(cacheKey()))) {
            // Whatever was wrong with it, the parts must come up: without the cache they are only slower.
            process = spawn(host, program, log);
            takesCommands(host, process);
        }
        if (!process.isAlive() || !Files.exists(home.control(host))) {
            process.process().kill();
            register.removeHost(host);
            throw new ShopException("The process of " + host + " did not start. The end of " + log + ":\n    "
                    + String.join("\n    ", LogTail.of(log, 30)));
        }
        return process;
    }

    private boolean takesCommands(String host, State.HostProcess process) throws InterruptedException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (Files.exists(home.control(host))) {
                return true;
            }
            Thread.sleep(ASK_EVERY);
        }
        return false;
    }

    private State.HostProcess spawn(String host, HostedProgram program, Path log) throws IOException {
        Files.deleteIfExists(home.control(host));
        var shared = host.equals(Home.HOST);
        var command = new ArrayList<>(List.of(java.toString()));
        command.addAll(JVM);
        if (shared) {
            command.addAll(SHARED);
        } else {
            command.addAll(OWN);
            command.add("-Xmx" + program.heap());
        }
        command.addAll(furtherOptions);
        var cache = home.startCache(cacheKey());
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        } else if (shared && makesStartCache) {
            Files.createDirectories(home.startCaches());
            command.addAll(StartCache.noting(cache));
        }
        command.addAll(List.of("-cp", classPath(), Host.class.getName()));
        command.addAll(List.of(
                home.control(host).toString(),
                home.logs().toString(),
                log.getFileName().toString()));
        if (shared || program.kind().equals(Fleet.KAFKA)) {
            // PostgreSQL is always there too, and cannot bound its log by itself.
            command.add(home.log(Fleet.POSTGRES).getFileName().toString());
        }
        var builder = new ProcessBuilder(Sessions.own(command))
                .directory(home.data(host).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // glibc gives each thread an arena of its own, up to eight per core: memory that small heaps save would go
        // there.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        var started = builder.start();
        started.getOutputStream().close();
        var process = new State.HostProcess(
                host, started.pid(), started.info().startInstant().orElse(Instant.EPOCH));
        register.addHost(process);
        return process;
    }

    private PartSpec spec(Part part, HostedProgram program) throws IOException {
        home.freshLog(part.name());
        if (program.module().isEmpty()) {
            return new PartSpec(
                    part.name(), program.kind(), home.data(part.name()), List.of(), Map.of(), program.arguments());
        }
        var environment = new TreeMap<>(System.getenv());
        environment.putAll(program.environment());
        return new PartSpec(
                part.name(),
                program.kind(),
                apps.classes(program.module()),
                apps.libraryNames(program.module()),
                environment,
                Map.of());
    }

    /** A cache holds for one JDK, one class path whose jars stay as they are, and options that decide how objects are laid out. */
    String cacheKey() throws IOException {
        var key = new StringBuilder(Runtime.version().toString());
        key.append(JVM).append(furtherOptions);
        for (var jar : apps.libraryPath().jars()) {
            key.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
        }
        return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private String classPath() {
        return apps.libraryPath().jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private HostClient client(String host) {
        return new HostClient(home.control(host));
    }
}
