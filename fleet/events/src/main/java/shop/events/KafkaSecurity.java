package shop.events;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/**
 * How a service shows the broker who it is, and knows the broker: {@code KAFKA_SECURITY_PROTOCOL}, {@code KAFKA_USERNAME},
 * {@code KAFKA_PASSWORD}, {@code KAFKA_CA_CERTIFICATE} and {@code KAFKA_CA_FILE}, made into the {@code spring.kafka.*} properties that all
 * clients of a service have in common. Half a configuration ends the start, with the name of the setting and never with its value: a
 * client that only fails later, at its first connection, looks like a broker that is away.
 */
final class KafkaSecurity {

    static final String PROTOCOL = "KAFKA_SECURITY_PROTOCOL";
    static final String USERNAME = "KAFKA_USERNAME";
    static final String PASSWORD = "KAFKA_PASSWORD";
    /** The certificates of the authorities that sign the broker's, as PEM text. */
    static final String CA_CERTIFICATE = "KAFKA_CA_CERTIFICATE";
    /** The same in a file. */
    static final String CA_FILE = "KAFKA_CA_FILE";

    static final String REPLAY_USERNAME = "KAFKA_REPLAY_USERNAME";
    static final String REPLAY_PASSWORD = "KAFKA_REPLAY_PASSWORD";

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    private enum Protocol {
        PLAINTEXT(false, false),
        SSL(true, false),
        SASL_PLAINTEXT(false, true),
        SASL_SSL(true, true);

        final boolean encrypts;
        final boolean knowsUsers;

        Protocol(boolean encrypts, boolean knowsUsers) {
            this.encrypts = encrypts;
            this.knowsUsers = knowsUsers;
        }
    }

    private final PropertyResolver settings;

    private KafkaSecurity(PropertyResolver settings) {
        this.settings = settings;
    }

    /**
     * The properties for the settings given; none where none is, so that {@code spring.kafka.*} can be set by hand.
     *
     * @throws IllegalStateException if they are incomplete, contradict each other or cannot be read
     */
    static Map<String, Object> properties(PropertyResolver settings) {
        return new KafkaSecurity(settings).properties();
    }

    /** How {@link DeadLetterReplay} logs in, as a JAAS configuration; null if it has no user of its own. */
    static @Nullable String replayLogin(PropertyResolver settings) {
        return new KafkaSecurity(settings).replayLogin();
    }

    private @Nullable String replayLogin() {
        var protocol = protocol();
        var username = setting(REPLAY_USERNAME);
        var password = setting(REPLAY_PASSWORD);
        if (!protocol.knowsUsers) {
            refuse(username, REPLAY_USERNAME, protocol, "SASL_SSL or SASL_PLAINTEXT");
            refuse(password, REPLAY_PASSWORD, protocol, "SASL_SSL or SASL_PLAINTEXT");
            return null;
        }
        if (username == null && password == null) {
            return null;
        }
        if (username == null || password == null) {
            throw new IllegalStateException(
                    username == null
                            ? REPLAY_USERNAME + " must be set, because " + REPLAY_PASSWORD + " is"
                            : REPLAY_PASSWORD + " must be set, because " + REPLAY_USERNAME + " is");
        }
        return login(quoted(REPLAY_USERNAME, username), quoted(REPLAY_PASSWORD, password));
    }

    private Map<String, Object> properties() {
        var protocol = protocol();
        var properties = new LinkedHashMap<String, Object>();
        if (setting(PROTOCOL) != null) {
            properties.put("spring.kafka." + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
        }
        credentials(protocol, properties);
        replayLogin();
        authorities(protocol, properties);
        return properties;
    }

    private Protocol protocol() {
        var name = setting(PROTOCOL);
        if (name == null) {
            return Protocol.PLAINTEXT;
        }
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        PROTOCOL + " is " + name + ", expected one of " + Arrays.toString(Protocol.values())));
    }

    private void credentials(Protocol protocol, Map<String, Object> properties) {
        var username = setting(USERNAME);
        var password = setting(PASSWORD);
        if (!protocol.knowsUsers) {
            refuse(username, USERNAME, protocol, "SASL_SSL or SASL_PLAINTEXT");
            refuse(password, PASSWORD, protocol, "SASL_SSL or SASL_PLAINTEXT");
            return;
        }
        properties.put("spring.kafka.properties." + SaslConfigs.SASL_MECHANISM, MECHANISM);
        properties.put(
                "spring.kafka.properties." + SaslConfigs.SASL_JAAS_CONFIG,
                login(
                        quoted(USERNAME, required(username, USERNAME, protocol)),
                        quoted(PASSWORD, required(password, PASSWORD, protocol))));
    }

    private static String login(String username, String password) {
        return LOGIN_MODULE + " required username=" + username + " password=" + password + ";";
    }

    private void authorities(Protocol protocol, Map<String, Object> properties) {
        var certificate = setting(CA_CERTIFICATE);
        var file = setting(CA_FILE);
        if (!protocol.encrypts) {
            refuse(certificate, CA_CERTIFICATE, protocol, "SASL_SSL or SSL");
            refuse(file, CA_FILE, protocol, "SASL_SSL or SSL");
            return;
        }
        if (certificate != null && file != null) {
            throw new IllegalStateException(CA_CERTIFICATE + " and " + CA_FILE + " are both set, expected one of them");
        }
        if (certificate != null) {
            requireCertificates(CA_CERTIFICATE, new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8)));
            trust(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, certificate, properties);
        } else if (file != null) {
            try (var content = Files.newInputStream(Path.of(file))) {
                requireCertificates(CA_FILE, content);
            } catch (IOException | InvalidPathException unreadable) {
                throw new IllegalStateException(CA_FILE + " is " + file + ", which cannot be read", unreadable);
            }
            trust(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file, properties);
        }
    }

    private static void trust(String property, String value, Map<String, Object> properties) {
        properties.put("spring.kafka.properties." + SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
        properties.put("spring.kafka.properties." + property, value);
    }

    private static void requireCertificates(String name, InputStream pem) {
        try {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                throw new IllegalStateException(name + " has no certificate, expected one or more in PEM");
            }
        } catch (CertificateException unreadable) {
            // Without the cause: whoever mixed up two settings would find a secret quoted in it.
            throw new IllegalStateException(name + " cannot be read, expected certificates in PEM");
        }
    }

    private static String required(@Nullable String value, String name, Protocol protocol) {
        if (value == null) {
            throw new IllegalStateException(name + " must be set, because " + PROTOCOL + " is " + protocol);
        }
        return value;
    }

    private static void refuse(@Nullable String value, String name, Protocol protocol, String expected) {
        if (value != null) {
            throw new IllegalStateException(
                    name + " is set, but " + PROTOCOL + " is " + protocol + ", expected " + expected);
        }
    }

    /** A quoted value of a JAAS configuration, in which a backslash escapes and a line end ends the value. */
    private static String quoted(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalStateException(
                    name + " has a control character, perhaps the line end of the file it is from");
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** An empty variable is one that is not set: composed environments have no other way to leave it out. */
    private @Nullable String setting(String name) {
        var value = settings.getProperty(name);
        return value == null || value.isBlank() ? null : value;
    }
}
