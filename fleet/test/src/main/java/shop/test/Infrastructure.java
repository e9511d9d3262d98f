package shop.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The real PostgreSQL, Kafka, MongoDB wire server (or all three in containers, as {@link Stores} says), SMTP sink and sandboxes that tests
 * run against. They are one process, started by
 * the first test of a Maven run (or of an IDE) and shared by the test JVMs that run one after the other; it ends with the process that
 * started it, or two minutes after the last test.
 */
public final class Infrastructure {

    static final List<String> TOPICS = List.of(
            "order_placed",
            "order_status",
            "payment_status",
            "product_updated",
            "user_registered",
            "stock_changed",
            "user_status");
    private static final List<String> COMPACTED = List.of("product_updated", "stock_changed", "user_status");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    @SuppressWarnings("UnusedVariable") // reachable, or the collector would close the file and let the lock go
    private static @Nullable FileLock heldUntilThisJvmEnds;

    private static final class Shared {
        static final Infrastructure INSTANCE = connect();
    }

    private final JsonNode parts;
    private final Database database;

    private Infrastructure(JsonNode parts, Database database) {
        this.parts = parts;
        this.database = database;
    }

    public static Infrastructure shared() {
        return Shared.INSTANCE;
    }

    /** This test JVM's own database, owned by a role without further rights. */
    public Database database() {
        return database;
    }

    /** A further empty database, for a test that must not meet what others left. */
    public Database newDatabase(String prefix) {
        return createDatabase(parts, prefix);
    }

    public String kafka() {
        return parts.get("kafka").stringValue();
    }

    /** The MongoDB that the environment names by {@code MONGODB_URI}, or that of {@link Stores}; each run has a database of its own there. */
    public String mongodbUri() {
        return Objects.requireNonNullElseGet(
                System.getenv("MONGODB_URI"), () -> parts.get("mongodb").stringValue());
    }

    public int smtpPort() {
        return parts.get("smtp").intValue();
    }

    /** Base address of the SMTP sink's HTTP API. */
    public String mail() {
        return parts.get("mail").stringValue();
    }

    /** Base address of the Razorpay sandbox. */
    public String razorpay() {
        return parts.get("razorpay").stringValue();
    }

    /** Base address of the Stripe sandbox. */
    public String stripe() {
        return parts.get("stripe").stringValue();
    }

    /** Where a PostgreSQL database is and who owns it. */
    public record Database(String name, String url, String user, String password) {}

    private static Infrastructure connect() {
        var parts = Stores.chosen().addresses(startOrFind(), root());
        resetTopics(parts.get("kafka").stringValue());
        return new Infrastructure(parts, createDatabase(parts, "test"));
    }

    private static ObjectNode startOrFind() {
        var owner = owner();
        try {
            var folder = takeFolder(owner);
            var ready = folder.resolve("ready.json");
            if (!isAlive(ready)) {
                start(owner, folder, ready);
            }
            return JsonMapper.shared().readValue(Files.readString(ready), ObjectNode.class);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * The first folder of this Maven run that no other test JVM has, so that modules tested side by side do not meet in one Kafka, and
     * those tested one after the other share one. The infrastructure in it deletes it when it ends.
     */
    private static Path takeFolder(ProcessHandle owner) throws IOException {
        var started = owner.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        var number = 0;
        while (true) {
            var folder = Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "shopfleet-tests-" + owner.pid() + "-" + started + "-" + number);
            var file = folder.resolve("lock");
            try {
                Files.createDirectories(folder);
                var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock();
                if (lock != null && Files.exists(file)) {
                    heldUntilThisJvmEnds = lock;
                    return folder;
                }
                channel.close();
                if (lock == null) {
                    number++;
                }
            } catch (NoSuchFileException _) {
                // Nobody used it, so its infrastructure ends just now, and deletes it.
            }
        }
    }

    private static boolean isAlive(Path ready) throws IOException {
        if (!Files.exists(ready)) {
            return false;
        }
        var pid =
                JsonMapper.shared().readTree(Files.readString(ready)).get("pid").longValue();
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** The nearest Java process above this one, which is Maven; without one, this process. */
    private static ProcessHandle owner() {
        var self = ProcessHandle.current();
        return Stream.iterate(
                        self.parent(), p -> p.isPresent(), p -> p.orElseThrow().parent())
                .flatMap(p -> p.stream())
                .filter(p -> p.info()
                        .command()
                        .map(c -> Path.of(c).getFileName().toString().startsWith("java"))
                        .orElse(false))
                .findFirst()
                .orElse(self);
    }

    /** Of the repository. */
    private static Path root() {
        return Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    }

    /** @param options of the infrastructure's process, besides the ones that every run of it gets */
    static void start(ProcessHandle owner, Path folder, Path ready, String... options) throws IOException {
        var jars = root().resolve("local/target/dist/lib");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    "No test infrastructure at " + jars + ": build it once with ./mvnw -pl local package -DskipTests");
        }
        var log = folder.resolve("log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx640m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jars.resolve("*").toString(),
                "shop.local.infra.TestInfrastructure",
                "--watch-pid",
                String.valueOf(owner.pid()),
                "--folder",
                folder.toString()));
        command.addAll(List.of(options));
        if (System.getProperty("groups", "").contains("bench")) {
            // What is measured is what a shop would cost. A test has nothing to lose by a crash of the machine.
            command.add("--durable");
        }
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await("the test infrastructure, see " + log)
                .atMost(START_TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "The test infrastructure ended at its start:\n" + Files.readString(log));
                    }
                    return Files.exists(ready);
                });
    }

    private static Database createDatabase(JsonNode parts, String prefix) {
        var postgres = parts.get("postgres");
        var name = prefix + "_" + Long.toString(ProcessHandle.current().pid(), 36) + "_"
                + Long.toString(System.nanoTime(), 36);
        var url = "jdbc:postgresql://" + postgres.path("host").asString("127.0.0.1") + ":"
                + postgres.get("port").intValue() + "/";
        try (var connection = DriverManager.getConnection(
                        url + "postgres",
                        postgres.get("adminUser").stringValue(),
                        postgres.get("adminPassword").stringValue());
                var statement = connection.createStatement()) {
            // A client computes them anew for each connection, 4,096 by default, and tests open thousands.
            statement.execute("SET scram_iterations = 1");
            statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + name + "'");
            statement.execute("CREATE DATABASE " + name + " OWNER " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create the test database " + name, failed);
        }
        return new Database(name, url + name, name, name);
    }

    /** A module must not read what the one before it published. */
    private static void resetTopics(String kafka) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
            Awaitility.await("the old topics to go")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> admin.listTopics().names().get().isEmpty());
            var topics = Stream.concat(
                            TOPICS.stream().map(Infrastructure::topic),
                            TOPICS.stream().map(topic -> new NewTopic(topic + "-dlt", 1, (short) 1)))
                    .toList();
            admin.createTopics(topics).all().get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("cannot reset the topics", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static NewTopic topic(String name) {
        var topic = new NewTopic(name, 3, (short) 1);
        return COMPACTED.contains(name)
                ? topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
                : topic;
    }
}
