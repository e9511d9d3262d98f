package shop.local.infra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * A {@link KafkaBroker} that lets in users with a password alone (SCRAM-SHA-512), over TLS and without, and lets them do only what an
 * access rule allows; for tests. Its administrator may do everything, and makes the other users and their rules.
 */
public final class SecuredKafkaBroker implements AutoCloseable {

    public static final String ADMIN_USER = "admin";

    private static final String PLAIN = "SASL_PLAINTEXT";
    private static final String TLS = "SASL_SSL";
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String STORE_PASSWORD = "local-only-store";
    private static final String ALIAS = "broker";

    private final KafkaRaftServer server;
    private final int port;
    private final int tlsPort;
    private final Path caFile;

    private SecuredKafkaBroker(KafkaRaftServer server, int port, int tlsPort, Path caFile) {
        this.server = server;
        this.port = port;
        this.tlsPort = tlsPort;
        this.caFile = caFile;
    }

    /** Starts the broker and creates the fleet's topics. */
    public static SecuredKafkaBroker start(Path folder, int port, int tlsPort, String adminPassword)
            throws IOException, InterruptedException {
        var data = Files.createDirectories(folder.resolve("kafka"));
        var keyStore = data.resolveSibling("broker.p12");
        var caFile = data.resolveSibling("broker.pem");
        makeCertificate(keyStore, caFile);
        var config = KafkaConfig.fromProps(properties(data, port, tlsPort, keyStore, adminPassword));
        KafkaBroker.format(data, List.of(MECHANISM + "=[name=" + ADMIN_USER + ",password=" + adminPassword + "]"));
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            var broker = new SecuredKafkaBroker(server, port, tlsPort, caFile);
            Topics.create(Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                    broker.bootstrapServers(),
                    CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                    PLAIN,
                    SaslConfigs.SASL_MECHANISM,
                    MECHANISM,
                    SaslConfigs.SASL_JAAS_CONFIG,
                    scram(adminPassword)));
            return broker;
        } catch (RuntimeException | InterruptedException e) {
            server.shutdown();
            throw e;
        }
    }

    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    public String tlsBootstrapServers() {
        return Ports.LOOPBACK + ":" + tlsPort;
    }

    /** The certificate to trust for {@link #tlsBootstrapServers()}. */
    public Path caFile() {
        return caFile;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path data, int port, int tlsPort, Path keyStore, String adminPassword) {
        var controllerPort = Ports.free();
        var properties = KafkaBroker.properties(data, port, List.of(), controllerPort, false);
        var address = "://" + Ports.LOOPBACK + ":";
        var clients = PLAIN + address + port + "," + TLS + address + tlsPort;
        properties.setProperty("listeners", clients + ",CONTROLLER" + address + controllerPort);
        properties.setProperty("advertised.listeners", clients);
        properties.setProperty(
                "listener.security.protocol.map", PLAIN + ":" + PLAIN + "," + TLS + ":" + TLS + ",CONTROLLER:" + PLAIN);
        properties.setProperty("inter.broker.listener.name", PLAIN);
        properties.setProperty("sasl.enabled.mechanisms", MECHANISM);
        properties.setProperty("sasl.mechanism.inter.broker.protocol", MECHANISM);
        for (var listener : List.of(PLAIN, TLS)) {
            properties.setProperty(
                    "listener.name." + listener.toLowerCase(Locale.ROOT) + ".scram-sha-512.sasl.jaas.config",
                    scram(adminPassword));
        }
        // A controller has no SCRAM users: it is where they are kept.
        properties.setProperty("sasl.mechanism.controller.protocol", "PLAIN");
        properties.setProperty("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        properties.setProperty(
                "listener.name.controller.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + ADMIN_USER
                        + "\" password=\"" + adminPassword + "\" user_" + ADMIN_USER + "=\"" + adminPassword + "\";");
        properties.setProperty("authorizer.class.name", StandardAuthorizer.class.getName());
        properties.setProperty("super.users", "User:" + ADMIN_USER);
        properties.setProperty("ssl.keystore.type", "PKCS12");
        properties.setProperty("ssl.keystore.location", keyStore.toString());
        properties.setProperty("ssl.keystore.password", STORE_PASSWORD);
        properties.setProperty("ssl.key.password", STORE_PASSWORD);
        return properties;
    }

    private static String scram(String adminPassword) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + ADMIN_USER
                + "\" password=\"" + adminPassword + "\";";
    }

    /** By the JDK's own tool: its API reads certificates, but makes none. */
    private static void makeCertificate(Path keyStore, Path caFile) throws IOException, InterruptedException {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=test broker",
                        "-ext",
                        "SAN=ip:" + Ports.LOOPBACK,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!keytool.waitFor(5, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new InfrastructureException("keytool could not make " + keyStore);
        }
        try {
            var certificate = KeyStore.getInstance(keyStore.toFile(), STORE_PASSWORD.toCharArray())
                    .getCertificate(ALIAS);
            var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
            Files.writeString(
                    caFile,
                    "-----BEGIN CERTIFICATE-----\n" + encoder.encodeToString(certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new InfrastructureException("The certificate in " + keyStore + " could not be read", e);
        }
    }
}
