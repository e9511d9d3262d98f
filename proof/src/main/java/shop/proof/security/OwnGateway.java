package shop.proof.security;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.proof.Client;
import shop.proof.Fleet;

/**
 * One more gateway of the running fleet, with settings of the check's own: the local profile's limits are wide, so that one laptop can load
 * it. It is not registered, so nobody else meets it.
 */
public final class OwnGateway implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final String MAIN = "shop.gateway.ApiGatewayApplication";

    private final Process process;
    private final Path log;
    private final URI address;

    private OwnGateway(Process process, Path log, URI address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /**
     * Starts it and waits until it has routes.
     *
     * @param settings environment variables
     */
    public static OwnGateway start(Map<String, String> settings) throws IOException, InterruptedException {
        var built = Fleet.root().resolve("api-gateway/target");
        var libraries = built.resolve("class-path");
        if (!Files.exists(libraries)) {
            throw new Check.NotApplicableException("there is no " + libraries + " to start a gateway of its own from");
        }
        // As ./shop does: its own classes, and the libraries where Maven keeps them.
        var classPath = new ArrayList<>(List.of(built.resolve("classes").toString()));
        classPath.addAll(List.of(Files.readString(libraries).strip().split("\\|", -1)));
        var port = freePort();
        var log = Files.createTempFile("own-gateway", ".log");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        MAIN))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.put("SPRING_PROFILES_ACTIVE", "local");
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("PUBLIC_URL", "http://localhost:" + port);
        environment.put("EUREKA_CLIENT_REGISTERWITHEUREKA", "false");
        environment.put(
                "EUREKA_URL",
                "http://" + LocalSecrets.eurekaLogin() + "@127.0.0.1:"
                        + Fleet.running().discovery().getPort() + "/eureka/");
        environment.putAll(settings);
        var gateway = new OwnGateway(builder.start(), log, URI.create("http://127.0.0.1:" + port));
        try {
            gateway.awaitRoutes();
            return gateway;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failed) {
            gateway.close();
            throw failed;
        }
    }

    public URI address() {
        return address;
    }

    private void awaitRoutes() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (answers("/readyz") && answers("/api/products?size=1") && answers("/.well-known/jwks.json")) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("a gateway with settings of its own did not come up:\n" + Files.readString(log));
    }

    private boolean answers(String path) {
        try {
            return Client.of(address).get(path).status() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.delete(log);
    }
}
