package shop.local.infra;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A Kafka broker that is its own controller (KRaft), in this JVM, on the loopback address. Its folder is formatted once and
 * kept.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final String PLAINTEXT = "PLAINTEXT";

    private final KafkaRaftServer server;
    private final int port;

    private KafkaBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the broker and creates the fleet's topics.
     *
     * @param autoCreate whether a topic nobody created may spring up on first use: handy in tests, a trap elsewhere
     *     because it hides a mistyped name
     */
    public static KafkaBroker start(Path data, int port, boolean autoCreate) throws IOException, InterruptedException {
        return start(data, port, List.of(), autoCreate);
    }

    /**
     * As before.
     *
     * @param proxied further ports, for clients that reach the broker through a proxy
     */
    public static KafkaBroker start(Path data, int port, List<Proxied> proxied, boolean autoCreate)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        var config = KafkaConfig.fromProps(properties(data, port, proxied, Ports.free(), autoCreate));
        format(data, List.of());
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            var broker = new KafkaBroker(server, port);
            Topics.create(broker.bootstrapServers());
            return broker;
        } catch (RuntimeException | InterruptedException e) {
            server.shutdown();
            throw e;
        }
    }

    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** @param users as {@code kafka-storage.sh format --add-scram} takes them, for a broker that needs to know itself from its first start */
    static void format(Path data, List<String> users) throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        var said = new ByteArrayOutputStream();
        try (var output = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(output)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setControllerListenerName(CONTROLLER)
                    .setScramArguments(users)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new InfrastructureException(
                    "Kafka could not format " + data + ": " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    static Properties properties(Path data, int port, List<Proxied> proxied, int controllerPort, boolean autoCreate) {
        var properties = new Properties();
        var own = PLAINTEXT + "://" + Ports.LOOPBACK + ":" + port;
        var listeners = new StringBuilder(own);
        var advertised = new StringBuilder(own);
        var protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (var each : proxied) {
            listeners.append(",").append(each.name()).append("://" + Ports.LOOPBACK + ":" + each.port());
            advertised.append(",").append(each.name()).append("://" + Ports.LOOPBACK + ":" + each.proxyPort());
            protocols.append(",").append(each.name()).append(":PLAINTEXT");
        }
        properties.setProperty("node.id", Integer.toString(NODE));
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty(
                "listeners",
                listeners
                        .append(",CONTROLLER://" + Ports.LOOPBACK + ":")
                        .append(controllerPort)
                        .toString());
        properties.setProperty("advertised.listeners", advertised.toString());
        properties.setProperty("inter.broker.listener.name", PLAINTEXT);
        properties.setProperty("controller.listener.names", CONTROLLER);
        properties.setProperty("listener.security.protocol.map", protocols.toString());
        properties.setProperty("controller.quorum.voters", NODE + "@" + Ports.LOOPBACK + ":" + controllerPort);
        properties.setProperty("log.dirs", data.toString());
        properties.setProperty("auto.create.topics.enable", Boolean.toString(autoCreate));
        properties.setProperty("num.partitions", Integer.toString(Topics.PARTITIONS));
        // One broker: the internal topics can have one copy only, and few partitions start faster.
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "6");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "3");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        // Made for a small heap: the cleaner alone would take 128 MB.
        properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        properties.setProperty("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        properties.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "2");
        // Nobody looks at the broker's MBeans, of which it makes thousands.
        properties.setProperty("metric.reporters", "");
        // Without these a start waits for the next beat of clocks that are set for large clusters.
        properties.setProperty("broker.heartbeat.interval.ms", "250");
        properties.setProperty("broker.session.timeout.ms", "3000");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("controlled.shutdown.enable", "false");
        return properties;
    }

    /**
     * A listener behind a proxy. A client goes on to the address that the broker advertises on the listener it came through, so a proxy in
     * front of the ordinary one would be left with the first request.
     *
     * @param port where the broker listens, for the proxy
     * @param proxyPort where the proxy listens, for the clients
     */
    public record Proxied(int port, int proxyPort) {

        /**
         * Reads them as settings name them.
         *
         * @param text {@code PORT>PROXY_PORT}, several with commas between
         */
        public static List<Proxied> listOf(String text) {
            return Stream.of(text.split(",", -1))
                    .filter(each -> !each.isBlank())
                    .map(Proxied::of)
                    .toList();
        }

        private static Proxied of(String text) {
            var ports = text.strip().split(">", -1);
            if (ports.length != 2) {
                throw new IllegalArgumentException("proxied is \"" + text + "\" (expected: PORT>PROXY_PORT)");
            }
            return new Proxied(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
        }

        private String name() {
            return "PROXIED" + port;
        }
    }
}
