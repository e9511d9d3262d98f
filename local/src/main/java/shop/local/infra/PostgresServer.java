package shop.local.infra;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own on a data folder that is kept: durable (fsync and synchronous_commit stay on), on the
 * loopback address only, run directly so that its pid is known, and able to come back on its folder after a kill -9.
 */
public final class PostgresServer {

    public static final String ADMIN_USER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CRASH_LIMIT = Duration.ofSeconds(15);

    /**
     * Runs the server until the guard's input closes, that is until the process that started it is gone in whatever way,
     * then stops it and deletes the folder in {@code $1}.
     */
    private static final String GUARD = """
            folder=$1; shift
            "$@" &
            server=$!
            trap '' INT TERM HUP
            cat >/dev/null
            kill -INT $server 2>/dev/null
            wait $server
            rm -rf "$folder"
            """;

    private final Settings settings;
    private final OsProcess process;
    private final @Nullable Process guard;

    private PostgresServer(Settings settings, OsProcess process, @Nullable Process guard) {
        this.settings = settings;
        this.process = process;
        this.guard = guard;
    }

    /**
     * Starts the server and waits until it accepts connections; on an empty data folder it makes the cluster first.
     *
     * @throws InfrastructureException if it does not come up; the message holds what the server said
     */
    public static PostgresServer start(Settings settings) throws IOException, InterruptedException {
        return start(settings, _ -> {});
    }

    /** As {@link #start(Settings)}, and hands over the process as soon as there is one, so that it can be written down. */
    public static PostgresServer start(Settings settings, Consumer<OsProcess> spawned)
            throws IOException, InterruptedException {
        var account = PostgresAccount.find(settings.binaries());
        if (!Files.exists(settings.data().resolve("PG_VERSION"))) {
            initialise(settings, account);
        }
        clearLockOfTheDead(settings.data());
        return launch(settings, account, spawned);
    }

    public OsProcess process() {
        return process;
    }

    public int port() {
        return settings.port();
    }

    public Connection connect() throws SQLException {
        return connect(settings.port(), settings.adminPassword());
    }

    /** Stops the server; open connections are cut, what was committed is kept. */
    public void stop() throws IOException, InterruptedException {
        if (guard == null) {
            stop(process, settings.binaries(), settings.data());
        } else {
            guard.getOutputStream().close();
            guard.waitFor();
        }
    }

    /** Stops a server of which only the process is known, such as one that an earlier run started. */
    public static void stop(OsProcess process, Path binaries, Path data) throws IOException, InterruptedException {
        var below = process.descendants();
        if (isWindows()) {
            run(List.of(binaries.resolve("bin/pg_ctl").toString(), "stop", "-w", "-m", "fast", "-D", data.toString()));
        } else {
            process.signal("INT");
        }
        if (!process.awaitEnd(Duration.ofSeconds(20))) {
            process.kill();
            process.awaitEnd(Duration.ofSeconds(5));
        }
        for (var child : below) {
            if (!child.awaitEnd(Duration.ofSeconds(2))) {
                child.kill();
            }
        }
    }

    /**
     * Makes a database and a role of the same name for each entry (name to password), unless they are there; nobody else
     * may connect to such a database.
     */
    public static void createDatabases(int port, String adminPassword, Map<String, String> passwords)
            throws SQLException {
        try (var connection = connect(port, adminPassword);
                var statement = connection.createStatement()) {
            for (var database : passwords.entrySet()) {
                var name = statement.enquoteIdentifier(database.getKey(), true);
                var password = statement.enquoteLiteral(database.getValue());
                if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", database.getKey())) {
                    statement.execute("CREATE ROLE " + name + " LOGIN");
                }
                statement.execute("ALTER ROLE " + name + " PASSWORD " + password);
                if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database.getKey())) {
                    statement.execute("CREATE DATABASE " + name + " OWNER " + name);
                }
                statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
            }
        }
    }

    public static Connection connect(int port, String adminPassword) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", ADMIN_USER);
        properties.setProperty("password", adminPassword);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/postgres", properties);
    }

    /** The cluster is made aside and moved, so that a start cut short leaves no half of one. */
    private static void initialise(Settings settings, PostgresAccount account)
            throws IOException, InterruptedException {
        var partial = settings.data().resolveSibling(settings.data().getFileName() + ".partial");
        Folders.delete(partial);
        Files.createDirectories(partial);
        account.own(partial);
        var password = Files.createTempFile("postgres", ".password");
        try {
            Files.writeString(password, settings.adminPassword());
            account.own(password);
            var command = new ArrayList<>(List.of(
                    settings.binaries().resolve("bin/initdb").toString(),
                    "--pgdata=" + partial,
                    "--username=" + ADMIN_USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C"));
            if (!settings.durable()) {
                command.add("--no-sync");
            }
            run(account.command(command));
        } finally {
            Files.deleteIfExists(password);
        }
        Folders.delete(settings.data());
        Files.move(partial, settings.data());
    }

    /**
     * A server killed with -9 leaves its lock file, and PostgreSQL honours it for as long as any process has that pid: a
     * stranger that got the number since, or a zombie nobody reaped. So the file goes if no PostgreSQL stands behind it.
     */
    private static void clearLockOfTheDead(Path data) throws IOException, InterruptedException {
        var lock = data.resolve("postmaster.pid");
        var holder = holderOf(lock);
        if (holder.isPresent()) {
            var process = holder.get();
            if (process.isAlive() && isPostgres(process)) {
                throw new InfrastructureException("PostgreSQL runs already on " + data + " (pid " + process.pid()
                        + "). Stop it first: its lock file is " + lock);
            }
        }
        Files.deleteIfExists(lock);
        // What the dead server's children still hold is waited for by launch(), which starts again until it is free.
    }

    private static Optional<OsProcess> holderOf(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(lock);
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : OsProcess.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean isPostgres(OsProcess process) {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().command())
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
    }

    private static PostgresServer launch(Settings settings, PostgresAccount account, Consumer<OsProcess> spawned)
            throws IOException, InterruptedException {
        var giveUpOnTheDead = System.nanoTime() + CRASH_LIMIT.toNanos();
        while (true) {
            var offset = Files.exists(settings.log()) ? Files.size(settings.log()) : 0;
            var started = spawn(settings, account);
            OsProcess.of(started.pid()).ifPresent(spawned);
            if (isReady(settings, started)) {
                return running(settings, started);
            }
            // Read before the guard ends, which may take the log with it.
            var said = saidSince(settings.log(), offset);
            started.getOutputStream().close();
            started.destroy();
            started.waitFor();
            // Backends of a killed server end by themselves within moments; until then its shared memory is in use.
            if (!said.contains("shared memory block") || System.nanoTime() - giveUpOnTheDead >= 0) {
                throw new InfrastructureException("PostgreSQL did not start on port " + settings.port() + ":\n" + said);
            }
            Thread.sleep(200);
        }
    }

    private static PostgresServer running(Settings settings, Process started) throws IOException {
        if (settings.deleteAfterwards() == null) {
            return new PostgresServer(settings, OsProcess.of(started), null);
        }
        var postmaster = holderOf(settings.data().resolve("postmaster.pid"))
                .orElseThrow(() -> new InfrastructureException("PostgreSQL ended as soon as it had started"));
        return new PostgresServer(settings, postmaster, started);
    }

    private static Process spawn(Settings settings, PostgresAccount account) throws IOException {
        var command = new ArrayList<String>();
        if (settings.deleteAfterwards() != null) {
            command.addAll(List.of(
                    "sh", "-c", GUARD, "guard", settings.deleteAfterwards().toString()));
        }
        command.addAll(account.command(serverCommand(settings)));
        var builder = new ProcessBuilder(settings.ownSession() ? Sessions.own(command) : command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
        // The zone decides how the log writes its times, the language what it says there: readers of both need one.
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        if (settings.deleteAfterwards() == null) {
            process.getOutputStream().close();
        }
        return process;
    }

    private static List<String> serverCommand(Settings settings) {
        var command = new ArrayList<>(List.of(
                settings.binaries().resolve("bin/postgres").toString(),
                "-D",
                settings.data().toString(),
                "-p",
                Integer.toString(settings.port())));
        var tuning = List.of(
                "listen_addresses=" + Ports.LOOPBACK,
                // The path of a socket file is limited to about 100 characters, a checkout's is not.
                "unix_socket_directories=",
                "fsync=" + (settings.durable() ? "on" : "off"),
                "synchronous_commit=on",
                "max_connections=200",
                // By default it is looked once a minute, which in a shop of a few orders is statistics written anew
                // each time.
                "autovacuum_naptime=5min",
                "shared_buffers=64MB",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_min_duration_statement=1000");
        tuning.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    private static boolean isReady(Settings settings, Process started) throws InterruptedException {
        OsProcess.await(START_LIMIT, () -> !started.isAlive() || accepts(settings) || gaveUp(settings));
        return started.isAlive() && accepts(settings);
    }

    /** Under a guard the server's own end shows only in its lock file, which it removes when it refuses to start. */
    private static boolean gaveUp(Settings settings) {
        return settings.deleteAfterwards() != null
                && Files.exists(settings.data().resolve("postmaster.opts"))
                && !Files.exists(settings.data().resolve("postmaster.pid"));
    }

    private static boolean accepts(Settings settings) {
        try (var _ = connect(settings.port(), settings.adminPassword())) {
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String saidSince(Path log, long offset) throws IOException {
        try (var channel = Files.newByteChannel(log);
                var input = Channels.newInputStream(channel.position(offset))) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var _ = process.getOutputStream();
                var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new InfrastructureException(String.join(" ", command) + " failed:\n" + said.strip());
            }
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /**
     * Where and how the server runs.
     *
     * @param log the server's words are added to it
     * @param ownSession keeps the keyboard's Ctrl-C from the server, so that whoever started it can stop it in order
     * @param durable whether a commit waits for the disk; only data that nobody keeps can do without
     * @param deleteAfterwards if set, the server ends with the process that starts it, even by kill -9, and this folder
     *     is then deleted
     */
    public record Settings(
            Path binaries,
            Path data,
            int port,
            String adminPassword,
            Path log,
            boolean ownSession,
            boolean durable,
            @Nullable Path deleteAfterwards) {}
}
