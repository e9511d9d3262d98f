package shop.proof.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Patience;
import shop.proof.Programs;
import tools.jackson.databind.JsonNode;

/** The Prometheus of this machine, which scrapes the services of the running fleet until it is closed. It listens on the loopback address. */
final class Prometheus implements AutoCloseable {

    private final Process process;
    private final Client client;

    private Prometheus(Process process, Client client) {
        this.process = process;
        this.client = client;
    }

    /** @param rules the text of a file of rules */
    static Prometheus scraping(Fleet fleet, String rules) throws IOException {
        var program = Programs.require("prometheus");
        var folder = Files.createTempDirectory("prometheus");
        Files.writeString(folder.resolve("rules.yml"), rules);
        Files.writeString(folder.resolve("prometheus.yml"), configuration(fleet));
        var address = "127.0.0.1:" + freePort();
        var process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        var prometheus = new Prometheus(process, Client.of(URI.create("http://" + address)));
        try {
            Patience.await("prometheus to be ready: " + folder)
                    .until(() -> prometheus.client.get("/-/ready").status() == 200);
        } catch (RuntimeException notReady) {
            prometheus.close();
            throw notReady;
        }
        return prometheus;
    }

    /** As {@code deploy/observability/prometheus.yml}, but by address: there is no DNS for the parts of a local fleet, and nobody waits 15 s. */
    private static String configuration(Fleet fleet) {
        return """
                global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: shopfleet
                    metrics_path: /actuator/prometheus
                    static_configs:
                """
                + Stream.concat(fleet.services().stream(), Stream.of(Fleet.STOREFRONT, Fleet.CHANNELS))
                        .filter(service ->
                                !service.equals("api-gateway")) // has no port for metrics in the local profile
                        .map(service -> "      - {targets: ['127.0.0.1:%d'], labels: {service: %s}}%n"
                                .formatted(fleet.port(service), service))
                        .collect(Collectors.joining());
    }

    /** The series that a query is answered with now. */
    JsonNode query(String query) {
        var answer = client.get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        return answer.expect(200).json().at("/data/result");
    }

    /** The names of the alerts that fire now. */
    Set<String> firing() {
        return client.get("/api/v1/alerts")
                .expect(200)
                .json()
                .at("/data/alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .map(alert -> alert.at("/labels/alertname").asString())
                .collect(Collectors.toSet());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
