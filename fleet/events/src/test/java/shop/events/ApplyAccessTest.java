package shop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.test.KafkaAccess;
import shop.test.SecuredKafka;

/**
 * {@code apply-access.sh} with Kafka's own {@code kafka-configs.sh}, and with a {@code kafka-acls.sh} that writes down how it was called:
 * that one is in no library.
 */
@DisabledOnOs(OS.WINDOWS)
class ApplyAccessTest {

    private static final String USER = "cart-service";

    private final SecuredKafka kafka = SecuredKafka.shared();

    @TempDir
    Path folder;

    @BeforeEach
    void makeTools() throws IOException {
        var root = Path.of(System.getProperty("shop.root", "..")).toAbsolutePath();
        tool("kafka-acls.sh", "printf '%s\\n' \"$*\" >>" + folder.resolve("acls"));
        tool(
                "kafka-configs.sh",
                "printf '%s\\n' \"$*\" >>" + folder.resolve("configs"),
                "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -XX:TieredStopAtLevel=1 -cp '"
                        + root.resolve("local/target/dist/lib/*") + "' kafka.admin.ConfigCommand \"$@\"");
        var admin = new Properties();
        admin.putAll(kafka.adminSettings());
        try (var out = Files.newOutputStream(folder.resolve("admin.properties"))) {
            admin.store(out, null);
        }
    }

    @Test
    void givesEachUserTheRightsOfTheList() throws Exception {
        var run = run(Map.of());

        assertThat(run).as("what it said").isEqualTo(new Run(0, ""));
        assertThat(Files.readAllLines(folder.resolve("acls")).stream().flatMap(ApplyAccessTest::rules))
                .containsExactlyInAnyOrderElementsOf(KafkaAccess.read().rules());
        assertThat(folder.resolve("configs")).as("no password was given").doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", " a \"b\"=c,[d] \\e\\\\n $f 'g' #h !i {j} %s "})
    void setsThePasswordOfAUserAndShowsItNowhere(String password) throws Exception {
        try {
            var run = run(Map.of("CART_SERVICE_PASSWORD", password));

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output()).doesNotContain(password);
            assertThat(Files.readAllLines(folder.resolve("configs")))
                    .singleElement()
                    .asString()
                    .contains("--entity-name " + USER)
                    .doesNotContain(password);
            var settings = new HashMap<>(kafka.settings(USER));
            settings.put("KAFKA_PASSWORD", password);
            var client = KafkaClients.properties(settings).buildAdminProperties();
            try (var admin = Admin.create(client)) {
                assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("order_status");
            }
        } finally {
            kafka.setPassword(USER, kafka.password(USER));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pässword", "two\nlines", "\t"})
    void refusesAPasswordThatWouldBeAnotherOne(String password) throws Exception {
        var run = run(Map.of("CART_SERVICE_PASSWORD", password));

        assertThat(run.status()).isNotZero();
        assertThat(run.output()).contains("CART_SERVICE_PASSWORD has").doesNotContain(password);
        assertThat(folder.resolve("configs")).doesNotExist();
    }

    private record Run(int status, String output) {}

    private Run run(Map<String, String> environment) throws IOException, InterruptedException {
        var script = KafkaAccess.folder().resolve("apply-access.sh").toAbsolutePath();
        var builder = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                        "ADMIN_CONFIG", folder.resolve("admin.properties").toString(),
                        "KAFKA_BIN", folder.toString()));
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private void tool(String name, String... commands) throws IOException {
        var tool = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + String.join("\n", commands) + "\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    /** What a call of {@code kafka-acls.sh} allows. */
    private static Stream<KafkaAccess.Rule> rules(String call) {
        var words = List.of(call.split(" "));
        assertThat(words).contains("--add").containsSubsequence("--bootstrap-server", "--command-config");
        var user = words.get(words.indexOf("--allow-principal") + 1).replaceFirst("^User:", "");
        var operation = words.get(words.indexOf("--operation") + 1);
        return Stream.of("topic", "group").flatMap(kind -> {
            var names = Stream.iterate(0, at -> at + 1)
                    .limit(words.size() - 1)
                    .filter(at -> words.get(at).equals("--" + kind))
                    .map(at -> words.get(at + 1))
                    .toArray(String[]::new);
            return KafkaAccess.rules(user, operation, kind, Arrays.asList(names));
        });
    }
}
