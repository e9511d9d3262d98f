package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.ssl.SslFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;

class KafkaSecurityTest {

    private static final String SECRET = "s3cret-of-order-service";

    /** Of a test authority that has signed nothing. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBijCCAS+gAwIBAgIUDBg/vjKCAJP7svaM6vMroIlWtWEwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI5MTM0MTQ3WhgPMjEy
            NjExMDUxMzQxNDdaMBkxFzAVBgNVBAMMDnRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
            zj0CAQYIKoZIzj0DAQcDQgAEWZZslXftQUlbAsREou1njxel/2uq6IYGTYagbrEe
            QJuP8tjMdDe8Ud3nU14X2KNrdmWrBqyR2JQ3NbZbTAjtAqNTMFEwHQYDVR0OBBYE
            FE/aAXVDtbjUspUnHdLHoMUUKK19MB8GA1UdIwQYMBaAFE/aAXVDtbjUspUnHdLH
            oMUUKK19MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAKL+tVRW
            zpLkE62SyWz4ZcfZFfDzo0ZMLl6utELPKyw1AiEAxW45JXyws+qe8tANOLIrqVE4
            ez7q79pmd39DhbPN59g=
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path folder;

    @Test
    void withoutSettingsNothingIsSet() {
        assertThat(KafkaSecurity.properties(new StandardEnvironment())).isEmpty();
        for (var client : clients(Map.of())) {
            assertThat(client).doesNotContainKeys("sasl.mechanism", "sasl.jaas.config", "ssl.truststore.type");
        }
    }

    @Test
    void emptyVariablesAreNotSet() {
        var empty = Map.of(
                "KAFKA_SECURITY_PROTOCOL", "",
                "KAFKA_USERNAME", "",
                "KAFKA_PASSWORD", "",
                "KAFKA_CA_CERTIFICATE", "",
                "KAFKA_CA_FILE", " ");

        assertThat(KafkaSecurity.properties(environment(empty))).isEmpty();
    }

    @Test
    void aServiceMaySetSpringsPropertiesItself() {
        var own = Map.of("spring.kafka.security.protocol", "SSL", "spring.kafka.properties.ssl.protocol", "TLSv1.3");

        for (var client : clients(own)) {
            assertThat(client).containsEntry("security.protocol", "SSL").containsEntry("ssl.protocol", "TLSv1.3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "\"",
                "\\",
                "\\\"",
                "a\"; evil=\"yes",
                "=,;'{}[]()<>|&%!?*~^@#:",
                "price $5 and #{this}",
                "p\u00e4ssw\u00f6rd-\u5bc6",
                "password=\"x\""
            })
    void everyClientLogsInWithTheVeryUserAndPassword(String text) throws Exception {
        for (var client : clients(
                Map.of("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT", "KAFKA_USERNAME", text, "KAFKA_PASSWORD", text))) {
            assertThat(client)
                    .containsEntry("security.protocol", "SASL_PLAINTEXT")
                    .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
            var jaas = new HashMap<String, Object>();
            jaas.put("sasl.jaas.config", new Password(String.valueOf(client.get("sasl.jaas.config"))));
            assertThat(JaasContext.loadClientContext(jaas).configurationEntries())
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(entry.getOptions()).isEqualTo(Map.of("username", text, "password", text)));
        }
    }

    @Test
    void everyClientTrustsTheGivenAuthority() throws Exception {
        var file = Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
        for (var setting :
                List.of(Map.of("KAFKA_CA_CERTIFICATE", CERTIFICATE), Map.of("KAFKA_CA_FILE", file.toString()))) {
            var settings = new HashMap<>(setting);
            settings.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
            settings.put("KAFKA_USERNAME", "order-service");
            settings.put("KAFKA_PASSWORD", SECRET);
            for (var client : clients(settings)) {
                assertThat(client).containsEntry("security.protocol", "SASL_SSL");
                client.put("bootstrap.servers", "127.0.0.1:1");
                var config = new AdminClientConfig(client).values();
                assertThat(config.get("ssl.endpoint.identification.algorithm")).isEqualTo("https");
                try (var ssl = new SslFactory(ConnectionMode.CLIENT)) {
                    ssl.configure(config);
                    assertThat(ssl.sslEngineFactory().truststore().size()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void tlsWithoutAnAuthorityTrustsWhatTheJdkTrusts() {
        for (var client : clients(Map.of("KAFKA_SECURITY_PROTOCOL", "SSL"))) {
            assertThat(client).containsEntry("security.protocol", "SSL").doesNotContainKey("ssl.truststore.type");
        }
    }

    static Stream<Arguments> halfConfigurations() {
        return Stream.of(
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_SSL",
                        "KAFKA_USERNAME must be set, because KAFKA_SECURITY_PROTOCOL is SASL_SSL"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT KAFKA_PASSWORD=@S", "KAFKA_USERNAME must be set"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT KAFKA_USERNAME=order-service",
                        "KAFKA_PASSWORD must be set"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT KAFKA_USERNAME=order-service KAFKA_PASSWORD=@B",
                        "KAFKA_PASSWORD must be set"),
                Arguments.of(
                        "KAFKA_USERNAME=order-service KAFKA_PASSWORD=@S",
                        "KAFKA_USERNAME is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"),
                Arguments.of("KAFKA_USERNAME=order-service", "KAFKA_USERNAME is set"),
                Arguments.of("KAFKA_PASSWORD=@S", "KAFKA_PASSWORD is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=PLAINTEXT KAFKA_PASSWORD=@S", "KAFKA_PASSWORD is set"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SSL KAFKA_USERNAME=order-service KAFKA_PASSWORD=@S",
                        "KAFKA_USERNAME is set, but KAFKA_SECURITY_PROTOCOL is SSL"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL",
                        "KAFKA_SECURITY_PROTOCOL is SASL, expected one of [PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL]"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=sasl_ssl", "KAFKA_SECURITY_PROTOCOL is sasl_ssl"),
                Arguments.of("KAFKA_CA_FILE=@F", "KAFKA_CA_FILE is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"),
                Arguments.of(
                        "KAFKA_CA_CERTIFICATE=@C",
                        "KAFKA_CA_CERTIFICATE is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT KAFKA_USERNAME=u KAFKA_PASSWORD=@S KAFKA_CA_FILE=@F",
                        "KAFKA_CA_FILE is set, but KAFKA_SECURITY_PROTOCOL is SASL_PLAINTEXT"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_FILE=@F KAFKA_CA_CERTIFICATE=@C",
                        "KAFKA_CA_CERTIFICATE and KAFKA_CA_FILE are both set"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_FILE=/no/such.pem",
                        "KAFKA_CA_FILE is /no/such.pem, which cannot be read"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_FILE=@D", "KAFKA_CA_FILE"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_FILE=@E", "KAFKA_CA_FILE has no certificate"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_FILE=@N", "KAFKA_CA_FILE"),
                Arguments.of("KAFKA_SECURITY_PROTOCOL=SSL KAFKA_CA_CERTIFICATE=@S", "KAFKA_CA_CERTIFICATE"),
                Arguments.of(
                        "KAFKA_REPLAY_USERNAME=u KAFKA_REPLAY_PASSWORD=@S",
                        "KAFKA_REPLAY_USERNAME is set, but KAFKA_SECURITY_PROTOCOL is PLAINTEXT"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_SSL KAFKA_USERNAME=u KAFKA_PASSWORD=@S KAFKA_REPLAY_USERNAME=u",
                        "KAFKA_REPLAY_PASSWORD must be set, because KAFKA_REPLAY_USERNAME is"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_SSL KAFKA_USERNAME=u KAFKA_PASSWORD=@S KAFKA_REPLAY_PASSWORD=@S",
                        "KAFKA_REPLAY_USERNAME must be set, because KAFKA_REPLAY_PASSWORD is"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_SSL KAFKA_USERNAME=u KAFKA_PASSWORD=@L",
                        "KAFKA_PASSWORD has a control character"),
                Arguments.of(
                        "KAFKA_SECURITY_PROTOCOL=SASL_SSL KAFKA_USERNAME=@L KAFKA_PASSWORD=@S",
                        "KAFKA_USERNAME has a control character"));
    }

    @ParameterizedTest
    @MethodSource("halfConfigurations")
    void halfAConfigurationEndsTheStartWithItsNameAndWithoutASecret(String settings, String message)
            throws IOException {
        var values = Map.of(
                "@S",
                SECRET,
                "@B",
                "  ",
                "@L",
                SECRET + "\n",
                "@C",
                CERTIFICATE,
                "@D",
                folder.toString(),
                "@F",
                Files.writeString(folder.resolve("ca.pem"), CERTIFICATE).toString(),
                "@E",
                Files.writeString(folder.resolve("empty.pem"), "").toString(),
                "@N",
                Files.writeString(folder.resolve("none.pem"), SECRET).toString());
        var environment = new HashMap<String, String>();
        for (var setting : settings.split(" ", -1)) {
            var value = setting.substring(setting.indexOf('=') + 1);
            environment.put(setting.substring(0, setting.indexOf('=')), values.getOrDefault(value, value));
        }

        assertThatThrownBy(() ->
                        new EventsDefaults().postProcessEnvironment(environment(environment), new SpringApplication()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message)
                .satisfies(refusal -> assertThat(stackTrace(refusal)).doesNotContain(SECRET));
    }

    private static String stackTrace(Throwable refusal) {
        var text = new StringWriter();
        refusal.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** A consumer, a producer and an administration client. */
    private static List<Map<String, Object>> clients(Map<String, String> settings) {
        var kafka = KafkaClients.properties(settings);
        return List.of(kafka.buildConsumerProperties(), kafka.buildProducerProperties(), kafka.buildAdminProperties());
    }

    private static StandardEnvironment environment(Map<String, String> settings) {
        return KafkaClients.environment(settings);
    }
}
