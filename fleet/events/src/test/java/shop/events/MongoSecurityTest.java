package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.test.Infrastructure;

/** Credentials in {@code MONGODB_URI}. The wire server of the tests knows no users, so what is seen here is what the driver sends. */
@ExtendWith(OutputCaptureExtension.class)
class MongoSecurityTest {

    private static final String SECRET = "s3cret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://127.0.0.1:27018",
                "mongodb://catalog:s3cret@mongodb:27017/?authSource=catalog&tls=true",
                "mongodb://catalog:p%40ss%2Fword%3A@a:1,b:2/catalog",
                "mongodb://CN=catalog@mongodb/?authMechanism=MONGODB-X509",
                "mongodb+srv://catalog:s3cret@cluster.example.org/"
            })
    void takesWhatTheDriverTakes(String uri) {
        assertThatCode(() -> check(uri)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://catalog:s3cret/x@mongodb:27017/",
                "mongodb://catalog:s3cret@x@mongodb:27017/",
                "mongodb://catalog:s3cret:x@mongodb:27017/",
                "mongodb://catalog:%s3cret@mongodb:27017/",
                "mongodb://:s3cret@mongodb:27017/",
                "catalog:s3cret@mongodb:27017",
                "mongodb://catalog@mongodb:27017/",
                "mongodb://catalog:@mongodb:27017/"
            })
    void refusesTheRestWithTheNameOfTheSettingAndWithoutAnyOfIt(String uri) {
        assertThatThrownBy(() -> check(uri))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageStartingWith("MONGODB_URI ")
                .message()
                .doesNotContain(SECRET);
    }

    @Test
    void theDriverLogsInAsTheUserOfTheAddressAndShowsThePasswordToNobody(CapturedOutput output) throws Exception {
        var server = URI.create(Infrastructure.shared().mongodbUri());
        try (var recorder = new Recorder(server.getHost(), server.getPort())) {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class))
                    .withPropertyValues("spring.mongodb.uri=mongodb://catalog:" + SECRET + "@127.0.0.1:"
                            + recorder.port() + "/catalog?authSource=catalog&serverSelectionTimeoutMS=2000")
                    .run(context -> assertThatThrownBy(
                                    () -> context.getBean(MongoTemplate.class).executeCommand("{ping: 1}"))
                            .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain(SECRET)));
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(recorder.sent()).contains("SCRAM-SHA-256", "n=catalog"));
            assertThat(recorder.sent()).doesNotContain(SECRET);
        }
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    private static void check(String uri) {
        new EventsDefaults()
                .postProcessEnvironment(KafkaClients.environment(Map.of("MONGODB_URI", uri)), new SpringApplication());
    }

    /** Passes on what it gets and keeps what clients send. */
    private static final class Recorder implements AutoCloseable {

        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final String host;
        private final int port;

        Recorder(String host, int port) throws IOException {
            this.host = host;
            this.port = port;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return door.getLocalPort();
        }

        String sent() {
            return sent.toString(StandardCharsets.ISO_8859_1);
        }

        private void accept() {
            try {
                while (true) {
                    var client = door.accept();
                    var server = new Socket(host, port);
                    Thread.ofVirtual().start(() -> copy(client, server, true));
                    Thread.ofVirtual().start(() -> copy(server, client, false));
                }
            } catch (IOException closed) {
                // The end of the test.
            }
        }

        private void copy(Socket from, Socket to, boolean kept) {
            var buffer = new byte[8192];
            try (from;
                    to) {
                for (var length = from.getInputStream().read(buffer); length >= 0; ) {
                    if (kept) {
                        sent.write(buffer, 0, length);
                    }
                    to.getOutputStream().write(buffer, 0, length);
                    length = from.getInputStream().read(buffer);
                }
            } catch (IOException closed) {
                // One of the two hung up.
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
