package shop.proof;

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
 * The fleet that the journeys travel through: the one that runs under the folder named by {@code -Dshop.home}, or else one that is
 * started for this test run on free ports and stopped with it.
 */
public final class Fleet {

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
            "POSTGRES",
            "KAFKA",
            "MONGODB",
            "SMTP",
            "MAIL",
            "STRIPE");

    private static final AtomicReference<@Nullable Fleet> STARTED = new AtomicReference<>();

    private static final class Running {
        static final Fleet INSTANCE = findOrStart();
    }

    private final Path home;
    private final Map<String, String> settings;
    private volatile JsonNode status;

    private Fleet(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = settings;
        this.status = readStatus(home, settings);
    }

    private static JsonNode readStatus(Path home, Map<String, String> settings) {
        return JsonMapper.shared().readTree(shop(home, settings, "status", "--json"));
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
        return URI.create(status.get("gateway").stringValue());
    }

    public URI mail() {
        return URI.create(status.get("mail").stringValue());
    }

    public URI stripe() {
        return URI.create(status.get("stripe").stringValue());
    }

    public String adminEmail() {
        return status.get("admin").get("email").stringValue();
    }

    public String adminPassword() {
        return status.get("admin").get("password").stringValue();
    }

    /** The own port of one part, past the gateway. */
    public URI direct(String part) {
        return URI.create("http://127.0.0.1:" + port(part));
    }

    public URI discovery() {
        return URI.create(status.get("discovery").stringValue());
    }

    public int port(String part) {
        return part(part).get("port").intValue();
    }

    /** The parts that are services: all that have an API behind the gateway. */
    public List<String> services() {
        return parts().filter(entry -> entry.get("kind").stringValue().equals("service"))
                .map(entry -> entry.get("name").stringValue())
                .toList();
    }

    /** The processes that run now, by pid; one in which several parts run is named after all of them. */
    public Map<Long, String> processes() {
        status = readStatus(home, settings);
        return processes(status);
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
        processes();
        return parts().filter(entry -> entry.get("name").stringValue().equals(part))
                .filter(entry -> entry.hasNonNull("pid"))
                .mapToLong(entry -> entry.get("pid").longValue())
                .findFirst();
    }

    /** Parts, further instances among them, that do not do their work now. */
    public List<String> notUp() {
        processes();
        return parts().filter(entry -> !entry.get("state").stringValue().equals("up"))
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
        if (isShared(part)) {
            setApart(part, Map.of());
        }
        shop(home, settings, "kill", part);
    }

    /**
     * Starts a part anew in a process of its own, so that it can be killed in the middle of its work.
     *
     * @param changed its settings; without any, it has those of before
     */
    public void setApart(String part, Map<String, String> changed) {
        if (processes().size() < parts().count()) {
            shop(home, with(changed), "restart", part, "--apart");
        } else {
            restart(part, changed);
        }
        processes();
    }

    /** Starts a part anew with other settings, in the process it shares if the fleet has one; without any, it has those of before. */
    public void restart(String part, Map<String, String> changed) {
        shop(home, with(changed), "restart", part);
        processes();
    }

    /** Lets a service run in so many instances. */
    public void scale(String service, int instances, Map<String, String> changed) {
        shop(home, with(changed), "scale", service + "=" + instances);
        processes();
    }

    private boolean isShared(String part) {
        return !processes().containsValue(part);
    }

    private Map<String, String> with(Map<String, String> changed) {
        var all = new HashMap<>(settings);
        all.putAll(changed);
        return all;
    }

    /** What one part writes. */
    public Path log(String part) {
        return home.resolve("logs").resolve(part + ".log");
    }

    /** What the parts have written, those of earlier starts included. */
    public List<Path> logs() {
        try (var files = Files.list(home.resolve("logs"))) {
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
                .orElseThrow(() -> new AssertionError("no part " + name + " in " + status));
    }

    private Stream<JsonNode> parts() {
        return parts(status);
    }

    private static Stream<JsonNode> parts(JsonNode status) {
        return StreamSupport.stream(status.get("parts").spliterator(), false);
    }

    private static Fleet findOrStart() {
        var home = System.getProperty("shop.home");
        if (home != null && !home.isBlank()) {
            return new Fleet(Path.of(home).toAbsolutePath(), Map.of());
        }
        var own = root().resolve("proof/target/shop");
        var ports = freePorts();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shop(own, ports, "down", "--now")));
        shop(own, ports, "up", "--detach", "--no-demo-data");
        return new Fleet(own, ports);
    }

    /** Runs the launcher as the script does and returns what it prints; a failure shows its whole output. */
    private static String shop(Path home, Map<String, String> settings, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
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

    /** A free port for each part, by its setting. All are held open until the last is found, so no two are the same. */
    public static Map<String, String> freePorts() {
        var ports = new TreeMap<String, String>();
        var held = new ArrayList<ServerSocket>();
        try {
            for (var name : PORT_SETTINGS) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports.put("SHOP_" + name + "_PORT", String.valueOf(socket.getLocalPort()));
            }
            for (var socket : held) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return ports;
    }

    public static Path root() {
        return Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    }
}
