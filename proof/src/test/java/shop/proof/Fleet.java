package shop.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fleet that the journeys travel through: the one that runs under the folder named by {@code -Dshop.home}, or else one that is
 * started for this test run on free ports and stopped with it.
 */
final class Fleet {

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

    private static final class Running {
        static final Fleet INSTANCE = findOrStart();
    }

    private final JsonNode status;

    private Fleet(JsonNode status) {
        this.status = status;
    }

    static Fleet running() {
        return Running.INSTANCE;
    }

    URI gateway() {
        return URI.create(status.get("gateway").stringValue());
    }

    URI mail() {
        return URI.create(status.get("mail").stringValue());
    }

    URI stripe() {
        return URI.create(status.get("stripe").stringValue());
    }

    String adminEmail() {
        return status.get("admin").get("email").stringValue();
    }

    String adminPassword() {
        return status.get("admin").get("password").stringValue();
    }

    /** The own port of one part, past the gateway. */
    URI direct(String part) {
        var port = StreamSupport.stream(status.get("parts").spliterator(), false)
                .filter(entry -> entry.get("name").stringValue().equals(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part " + part + " in " + status))
                .get("port")
                .intValue();
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Fleet findOrStart() {
        var home = System.getProperty("shop.home");
        if (home != null && !home.isBlank()) {
            return new Fleet(JsonMapper.shared().readTree(shop(Path.of(home), Map.of(), "status", "--json")));
        }
        var own = root().resolve("proof/target/shop");
        var ports = freePorts();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shop(own, ports, "down", "--now")));
        shop(own, ports, "up", "--detach", "--no-demo-data");
        return new Fleet(JsonMapper.shared().readTree(shop(own, ports, "status", "--json")));
    }

    /** Runs the launcher as the script does and returns what it prints; a failure shows its whole output. */
    private static String shop(Path home, Map<String, String> settings, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dshop.root=" + root(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                root().resolve("local/target/dist/lib/*").toString(),
                "shop.local.launch.Shop"));
        command.addAll(List.of(arguments));
        try {
            var errors = Files.createTempFile("shop", ".err");
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(settings);
            builder.environment().put("SHOP_HOME", home.toString());
            var process = builder.start();
            var printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
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

    /** All are held open until the last is found, so no two are the same. */
    private static Map<String, String> freePorts() {
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

    private static Path root() {
        return Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    }
}
