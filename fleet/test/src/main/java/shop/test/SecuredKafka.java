package shop.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real broker that asks for a user and a password and allows what {@link KafkaAccess} says; over TLS and without. One process for each
 * test JVM that wants it, which ends with that.
 */
public final class SecuredKafka {

    private static final int ITERATIONS = 4096;
    private static final long PATIENCE_SECONDS = 30;

    private static final class Shared {
        static final SecuredKafka INSTANCE = start();
    }

    private final JsonNode addresses;

    private SecuredKafka(JsonNode addresses) {
        this.addresses = addresses;
    }

    public static SecuredKafka shared() {
        return Shared.INSTANCE;
    }

    /** The listener without TLS. */
    public String bootstrapServers() {
        return addresses.get("kafka").stringValue();
    }

    public String tlsBootstrapServers() {
        return addresses.get("tls").stringValue();
    }

    /** The certificate to trust at {@link #tlsBootstrapServers()}, in PEM. */
    public Path caFile() {
        return Path.of(addresses.get("caFile").stringValue());
    }

    /** As hard to write into a configuration as a password gets. */
    public String password(String user) {
        return "pass \"word\" of \\" + user + "; = ,'{}#$\u00fc";
    }

    /** What the environment of a service has for this user. */
    public Map<String, String> settings(String user) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrapServers(),
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_PLAINTEXT",
                "KAFKA_USERNAME",
                user,
                "KAFKA_PASSWORD",
                password(user));
    }

    /** The same over TLS. */
    public Map<String, String> tlsSettings(String user) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                tlsBootstrapServers(),
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_CA_FILE",
                caFile().toString(),
                "KAFKA_USERNAME",
                user,
                "KAFKA_PASSWORD",
                password(user));
    }

    /**
     * Starts a service as {@link FleetTest} does, with these settings from the beginning: what is made of them is made before a test can
     * set anything else.
     */
    public ConfigurableApplicationContext start(Class<?> service, Map<String, String> settings) {
        return new SpringApplicationBuilder(service)
                .initializers(
                        new FleetTestInitializer(),
                        context -> context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("secured-kafka", Map.copyOf(settings))))
                .run(Stream.concat(
                                Stream.of("--server.port=0"),
                                settings.entrySet().stream()
                                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()))
                        .toArray(String[]::new));
    }

    /** The client settings of the administrator, who may do everything. */
    public Map<String, Object> adminSettings() {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                SaslConfigs.SASL_MECHANISM,
                "SCRAM-SHA-512",
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + addresses.get("adminUser").stringValue() + "\" password=\""
                        + addresses.get("adminPassword").stringValue() + "\";");
    }

    /** Gives a user a new password, or makes one that may do nothing. */
    public void setPassword(String user, String password) {
        try (var admin = Admin.create(adminSettings())) {
            done(admin.alterUserScramCredentials(List.of(credentials(user, password)))
                    .all());
        }
    }

    /** Allows what {@code access.txt} does not have. */
    public void allowWrite(String user, String topic) {
        try (var admin = Admin.create(adminSettings())) {
            var rule = new KafkaAccess.Rule(user, AclOperation.WRITE, ResourceType.TOPIC, topic);
            done(admin.createAcls(List.of(rule.binding())).all());
        }
    }

    /** Sends a record as the administrator, for services that consume it. */
    public void send(String topic, String key, @Nullable String value) {
        var settings = new HashMap<>(adminSettings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (var producer =
                new KafkaProducer<String, @Nullable String>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<String, @Nullable String>(topic, key, value))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException("cannot send to " + topic, failed);
        }
    }

    private static SecuredKafka start() {
        try {
            var folder = Files.createTempDirectory("shopfleet-secured-kafka");
            var ready = folder.resolve("ready.json");
            Infrastructure.start(ProcessHandle.current(), folder, ready, "--secured-kafka");
            var kafka = new SecuredKafka(JsonMapper.shared().readTree(Files.readString(ready)));
            kafka.apply(KafkaAccess.read());
            return kafka;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void apply(KafkaAccess access) {
        try (var admin = Admin.create(adminSettings())) {
            done(admin.alterUserScramCredentials(access.users().stream()
                            .map(user -> credentials(user, password(user)))
                            .toList())
                    .all());
            done(admin.createAcls(access.rules().stream()
                            .map(KafkaAccess.Rule::binding)
                            .toList())
                    .all());
        }
    }

    private static UserScramCredentialAlteration credentials(String user, String password) {
        return new UserScramCredentialUpsertion(
                user,
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                password.getBytes(StandardCharsets.UTF_8));
    }

    private static void done(KafkaFuture<Void> change) {
        try {
            change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the broker did not take the change", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
