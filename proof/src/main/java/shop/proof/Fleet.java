package shop.proof;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fleet that the journeys travel through: the one that runs under the folder named by {@code -Dshop.home}, one that runs elsewhere,
 * such as in containers, whose gateway is named by {@code -Dshop.gateway}, or else one that is started for this test run on free ports
 * and stopped with it. Of one elsewhere nothing is known but its addresses: a journey that asks for more is skipped.
 */
public final class Fleet {

    /** The program of the pages. */
    public static final String STOREFRONT = "storefront";

    /** The program of GraphQL. */
    public static final String CHANNELS = "channels";

    /**
     * For JVMs in which an optimising compiler would not pay back. The other one alone is given 48 MB, which nine services fill: the heap
     * was collected whole each quarter of a minute, for most of a second, to find code that is not needed.
     */
    public static final String JAVA_OPTIONS_OF_A_FEW_MINUTES = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m";

    private static final List<String> PORT_SETTINGS = List.of(
            "GATEWAY",
            "DISCOVERY",
            "USER",
            "PRODUCT",
            "INVENTORY",
            "CART",
            "ORDER",
            "PAYMENT",
            "NOTIFICATION",
            "STOREFRONT",
            "CHANNELS",
            "POSTGRES",
            "KAFKA",
            "MONGODB",
            "SMTP",
            "MAIL",
            "STRIPE",
            "RAZORPAY");

    private static final int FIRST_PORT = 10_000;
    private static final int PORT_BLOCKS = 1_000;
    private static final int PORTS_IN_BLOCK = 20;

    private static final AtomicReference<@Nullable Fleet> STARTED = new AtomicReference<>();

    private static final class Running {
        static final Fleet INSTANCE = findOrStart();
    }

    /** Null of a fleet that runs elsewhere. */
    private final @Nullable Path home;

    private final Map<String, String> settings;
    /** Null after a command that changed it: reading it is a JVM of its own, so it waits until somebody asks. */
    private volatile @Nullable JsonNode status;
    /** The first status that was read: addresses and the administrator stay the same as long as the fleet runs. */
    private volatile @Nullable JsonNode first;

    private Fleet(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = settings;
    }

    /** @param addresses the part of {@code ./shop status --json} that lasts */
    private Fleet(JsonNode addresses) {
        this.home = null;
        this.settings = Map.of();
        this.first = addresses;
    }

    /** By one caller at a time: hundreds that ask at once after a kill would start a JVM each. */
    private synchronized JsonNode status() {
        var known = status;
        return known == null ? freshStatus() : known;
    }

    private synchronized JsonNode freshStatus() {
        var fresh = JsonMapper.shared().readTree(shop(home(), settings, "status", "--json"));
        status = fresh;
        if (first == null) {
            first = fresh;
        }
        return fresh;
    }

    private JsonNode lasting(String name) {
        var known = first;
        var value = (known == null ? status() : known).get(name);
        assumeThat(value).as("%s of the fleet that runs elsewhere", name).isNotNull();
        return value;
    }

    private URI address(String name) {
        return URI.create(lasting(name).stringValue());
    }

    private Path home() {
        assumeThat(home)
                .as("folder of a shop started by ./shop, whose parts, stores and logs can be reached")
                .isNotNull();
        return Objects.requireNonNull(home);
    }

    public static Fleet running() {
        var started = STARTED.get();
        return started == null ? Running.INSTANCE : started;
    }

    /**
     * Starts one of the caller's own, which is the running one from then on; whoever starts it stops it.
     *
     * @param settings environment variables of every start, also of later ones of a single part
     * @param arguments of {@code ./shop up --detach}
     */
    public static Fleet start(Path home, Map<String, String> settings, List<String> arguments) {
        var words = new ArrayList<>(List.of("up", "--detach"));
        words.addAll(arguments);
        shop(home, settings, words.toArray(String[]::new));
        var fleet = new Fleet(home, settings);
        STARTED.set(fleet);
        return fleet;
    }

    /** Stops whatever of a fleet runs, at once; stores are made for that. */
    public static void stop(Path home, Map<String, String> settings) {
        shop(home, settings, "down", "--now");
    }

    public URI gateway() {
        return address("gateway");
    }

    public URI mail() {
        return address("mail");
    }

    public URI stripe() {
        return address("stripe");
    }

    public URI razorpay() {
        return address("razorpay");
    }

    public String adminEmail() {
        return lasting("admin").get("email").stringValue();
    }

    public String adminPassword() {
        return lasting("admin").get("password").stringValue();
    }

    /** The own port of one part, past the gateway. */
    public URI direct(String part) {
        return URI.create("http://127.0.0.1:" + port(part));
    }

    public URI discovery() {
        return address("discovery");
    }

    public int port(String part) {
        return part(part).get("port").intValue();
    }

    /** The parts that are services: all that have a REST API behind the gateway, which the pages and GraphQL have not. */
    public List<String> services() {
        return parts().filter(entry -> entry.get("kind").stringValue().equals("service"))
                .map(entry -> entry.get("name").stringValue())
                .filter(name -> !name.equals(STOREFRONT) && !name.equals(CHANNELS))
                .toList();
    }

    /** The processes that run now, by pid; one in which several parts run is named after all of them. */
    public Map<Long, String> processes() {
        return processes(freshStatus());
    }

    /** The same of what {@code ./shop status --json} says. */
    public static Map<Long, String> processes(JsonNode status) {
        var names = new TreeMap<Long, String>();
        parts(status)
                .filter(entry -> entry.hasNonNull("pid"))
                .forEach(entry -> names.merge(
                        entry.get("pid").longValue(),
                        entry.get("name").stringValue(),
                        (known, further) -> known + ", " + further));
        return names;
    }

    /** The process in which a part runs now; none if it is down. */
    public OptionalLong pid(String part) {
        return parts(freshStatus())
                .filter(entry -> entry.get("name").stringValue().equals(part))
                .filter(entry -> entry.hasNonNull("pid"))
                .mapToLong(entry -> entry.get("pid").longValue())
                .findFirst();
    }

    /** Parts, further instances among them, that do not do their work now. */
    public List<String> notUp() {
        return parts(freshStatus())
                .filter(entry -> !entry.get("state").stringValue().equals("up"))
                .map(entry -> entry.get("name").stringValue())
                .toList();
    }

    /** Ends a part as a crash would, and starts it again. */
    public void crash(String part) {
        kill(part);
        restart(part, Map.of());
    }

    /** Ends a part as a crash would. One that shares a process with others is given its own before, and that is no crash. */
    public void kill(String part) {
        var now = freshStatus();
        if (!processes(now).containsValue(part)) {
            setApart(now, part, Map.of());
        }
        change(settings, "kill", part);
    }

    /**
     * Starts a part anew in a process of its own, so that it can be killed in the middle of its work.
     *
     * @param changed its settings; without any, it has those of before
     */
    public void setApart(String part, Map<String, String> changed) {
        setApart(freshStatus(), part, changed);
    }

    private void setApart(JsonNode now, String part, Map<String, String> changed) {
        if (processes(now).size() < parts(now).count()) {
            change(with(changed), "restart", part, "--apart");
        } else {
            restart(part, changed);
        }
    }

    /** Starts a part anew with other settings, in the process it shares if the fleet has one; without any, it has those of before. */
    public void restart(String part, Map<String, String> changed) {
        change(with(changed), "restart", part);
    }

    /** Lets a service run in so many instances. */
    public void scale(String service, int instances, Map<String, String> changed) {
        change(with(changed), "scale", service + "=" + instances);
    }

    private void change(Map<String, String> settings, String... arguments) {
        try {
            shop(home(), settings, arguments);
        } finally {
            status = null;
        }
    }

    private Map<String, String> with(Map<String, String> changed) {
        var all = new HashMap<>(settings);
        all.putAll(changed);
        return all;
    }

    /**
     * What a variable of its environment was set to when it was started from here, else what the caller knows as the default, also of a
     * fleet that somebody else started.
     */
    public String setting(String variable, String otherwise) {
        return settings.getOrDefault(variable, otherwise);
    }

    /** What one part writes. */
    public Path log(String part) {
        return home().resolve("logs").resolve(part + ".log");
    }

    /** What the parts have written, those of earlier starts included. */
    public List<Path> logs() {
        try (var files = Files.list(home().resolve("logs"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private JsonNode part(String name) {
        return parts().filter(entry -> entry.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part " + name + " in " + status()));
    }

    private Stream<JsonNode> parts() {
        return parts(status());
    }

    private static Stream<JsonNode> parts(JsonNode status) {
        return StreamSupport.stream(status.get("parts").spliterator(), false);
    }

    private static Fleet findOrStart() {
        var home = System.getProperty("shop.home");
        if (home != null && !home.isBlank()) {
            return new Fleet(Path.of(home).toAbsolutePath(), Map.of());
        }
        var gateway = System.getProperty("shop.gateway");
        if (gateway != null && !gateway.isBlank()) {
            return new Fleet(addresses(gateway));
        }
        // Test JVMs that run side by side have a fleet each.
        var own = root().resolve("proof/target/shop").resolve(System.getProperty("shop.fork", "fork-1"));
        var settings = new TreeMap<>(freePorts());
        // Started once, and in use for minutes: neither a start-up cache nor an optimising compiler would pay back.
        settings.put("SHOP_START_CACHE", "never");
        settings.put(
                "SHOP_JAVA_OPTIONS",
                Objects.requireNonNullElse(System.getenv("SHOP_JAVA_OPTIONS"), JAVA_OPTIONS_OF_A_FEW_MINUTES));
        // Many people log in here once each: to hash their passwords, slow on purpose and without the optimising
        // compiler, was a third of all that a shop computed.
        settings.put("HASHING_MEMORY_KIB", "7168");
        settings.put("HASHING_ITERATIONS", "1");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shop(own, settings, "down", "--now")));
        shop(own, settings, "up", "--detach", "--no-demo-data");
        return new Fleet(own, settings);
    }

    /** Of what a fleet elsewhere has, as far as it is named; a journey that needs an address that is not is skipped. */
    private static JsonNode addresses(String gateway) {
        var addresses = JsonMapper.shared().createObjectNode().put("gateway", gateway);
        for (var name : List.of("mail", "stripe", "razorpay")) {
            var address = System.getProperty("shop." + name);
            if (address != null) {
                addresses.put(name, address);
            }
        }
        // From the environment, by the names of .env: a command line is seen by every process of the machine.
        var email = System.getenv("ADMIN_EMAIL");
        var password = System.getenv("ADMIN_PASSWORD");
        if (email != null && password != null) {
            addresses.putObject("admin").put("email", email).put("password", password);
        }
        return addresses;
    }

    /** Runs the launcher as the script does and returns what it prints; a failure shows its whole output. */
    private static String shop(Path home, Map<String, String> settings, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dshop.root=" + root(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                root().resolve("local/target/dist/lib/*").toString(),
                "shop.local.Shop"));
        command.addAll(List.of(arguments));
        try {
            var errors = Files.createTempFile("shop", ".err");
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(settings);
            builder.environment().put("SHOP_HOME", home.toString());
            var process = builder.start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(
                        "shop " + String.join(" ", arguments) + " failed:\n" + printed + Files.readString(errors));
            }
            Files.delete(errors);
            return printed;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * A free port for each part, by its setting. They lie below those that the system gives to outgoing connections, so that none is taken
     * before its part starts, and where they begin depends on this process, so that test JVMs that run side by side do not meet.
     */
    public static Map<String, String> freePorts() {
        var ports = new TreeMap<String, String>();
        var port = FIRST_PORT + (int) (ProcessHandle.current().pid() % PORT_BLOCKS) * PORTS_IN_BLOCK;
        for (var name : PORT_SETTINGS) {
            while (!isFree(port)) {
                port++;
            }
            ports.put("SHOP_" + name + "_PORT", String.valueOf(port));
            port++;
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public static Path root() {
        return Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    }
}
