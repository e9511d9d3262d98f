package shop.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.local.razorpay.RazorpaySandbox;
import shop.local.razorpay.Settings;
import shop.local.stripe.StripeSandbox;
import tools.jackson.databind.json.JsonMapper;

/**
 * All stores and servers that tests need, in one process on free ports, shared by the tests of a Maven run. It ends with
 * the process it watches, when no test has used it for a while, or by SIGTERM, and leaves neither processes nor files; after
 * a kill -9 the guard of {@link PostgresServer} cleans up in its place.
 */
@Command(name = "test-infrastructure", description = "Runs what the tests need until the watched process ends.")
public final class TestInfrastructure implements Runnable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** It takes 3 % of a core when nobody uses it, and its start takes as much as some minutes of that. */
    private static final Duration UNUSED = Duration.ofMinutes(2);

    @Option(names = "--watch-pid", required = true, description = "End when this process ends.")
    private long watchPid;

    @Option(
            names = "--folder",
            required = true,
            description = "For everything it writes; ready.json appears there when everything accepts work.")
    private Path folder = Path.of("");

    @Option(names = "--secured-kafka", description = "Run a broker with users, access rules and TLS, and nothing else.")
    private boolean securedKafka;

    @Option(names = "--durable", description = "Let each commit wait for the disk, as in the shop, for a measurement.")
    private boolean durable;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile boolean started;

    private TestInfrastructure() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new TestInfrastructure())
                .setExecutionExceptionHandler((failure, _, _) -> {
                    failure.printStackTrace();
                    return 1;
                })
                .execute(args));
    }

    @Override
    public void run() {
        var watched = OsProcess.of(watchPid)
                .orElseThrow(() -> new InfrastructureException("No process " + watchPid + " to watch"));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::stopInOrder));
        Thread.ofPlatform().daemon().name("watch").start(() -> watch(watched));
        try {
            var readyFile = folder.resolve("ready.json");
            Files.deleteIfExists(readyFile);
            keep(this::deleteFiles);
            var addresses = securedKafka ? startSecuredKafka() : start();
            started = true;
            if (asked.getCount() > 0) {
                Folders.writeAtomically(readyFile, JsonMapper.shared().writeValueAsString(addresses));
            }
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new InfrastructureException("The test infrastructure could not start", e);
        } finally {
            close();
        }
    }

    private Map<String, Object> start() throws Exception {
        var password = "local-only-postgres";
        var postgres = PostgresServer.start(new PostgresServer.Settings(
                PostgresBinaries.unpack(programs()),
                folder.resolve("postgres"),
                Ports.free(),
                password,
                folder.resolve("postgres.log"),
                false,
                durable,
                folder));
        keep(postgres::stop);
        var kafka = KafkaBroker.start(folder.resolve("kafka"), Ports.free(), true);
        keep(kafka);
        var mongo = MongoStore.inMemory(Ports.free());
        keep(mongo);
        var mail = MailSink.start(Ports.free(), 0, Clock.systemUTC());
        keep(mail);
        var stripe = StripeSandbox.start(0, "sk_test_local", null, "whsec_local", null);
        keep(stripe);
        var razorpay = RazorpaySandbox.start(new Settings(
                Settings.LOOPBACK,
                0,
                "rzp_test_local",
                "local-only-razorpay",
                "local-only-razorpay-webhooks",
                null,
                null,
                null));
        keep(razorpay);
        var addresses = new LinkedHashMap<String, Object>();
        addresses.put("pid", ProcessHandle.current().pid());
        addresses.put(
                "postgres",
                Map.of("port", postgres.port(), "adminUser", PostgresServer.ADMIN_USER, "adminPassword", password));
        addresses.put("kafka", kafka.bootstrapServers());
        addresses.put("mongodb", mongo.uri());
        addresses.put("smtp", mail.smtpPort());
        addresses.put("mail", "http://" + Ports.LOOPBACK + ":" + mail.httpPort());
        addresses.put("stripe", "http://" + Ports.LOOPBACK + ":" + stripe.port());
        addresses.put("razorpay", "http://" + Ports.LOOPBACK + ":" + razorpay.port());
        return addresses;
    }

    private Map<String, Object> startSecuredKafka() throws Exception {
        var kafka = SecuredKafkaBroker.start(folder, Ports.free(), Ports.free(), "local-only-kafka");
        keep(kafka);
        var addresses = new LinkedHashMap<String, Object>();
        addresses.put("pid", ProcessHandle.current().pid());
        addresses.put("kafka", kafka.bootstrapServers());
        addresses.put("tls", kafka.tlsBootstrapServers());
        addresses.put("caFile", kafka.caFile().toString());
        addresses.put("adminUser", SecuredKafkaBroker.ADMIN_USER);
        addresses.put("adminPassword", "local-only-kafka");
        return addresses;
    }

    /** After a start that failed, the logs stay for whoever asks why. */
    private void deleteFiles() throws IOException {
        if (started) {
            Folders.delete(folder);
        } else {
            Folders.delete(folder.resolve("postgres"));
            Folders.delete(folder.resolve("kafka"));
        }
    }

    /** Beside the jar, so that a clean build starts afresh and no run unpacks what an earlier one did. */
    private static Path programs() throws IOException {
        var jar = Path.of(TestInfrastructure.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return jar.resolveSibling("programs").toAbsolutePath();
    }

    private synchronized void keep(AutoCloseable part) {
        running.push(part);
    }

    private synchronized void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                System.err.println("While stopping: " + e);
            }
        }
        closed.countDown();
    }

    private void watch(OsProcess watched) {
        var use = new FolderUse(folder, UNUSED);
        try {
            while (watched.isAlive() && !use.closeIfUnused()) {
                if (asked.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            // A start that hangs must not outlive the run either: exit() runs the hook, whatever the main thread does.
            System.exit(0);
        } catch (IOException failed) {
            System.err.println("Whether " + folder + " is in use cannot be told: " + failed);
            System.exit(1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopInOrder() {
        asked.countDown();
        try {
            if (!closed.await(30, TimeUnit.SECONDS)) {
                close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
