package shop.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StoresTest {

    private static final Path ROOT = Path.of(System.getProperty("shop.root", "../.."));

    private final ObjectNode embedded = JsonMapper.shared().readValue("""
                    {"pid": 1, "postgres": {"port": 5432, "adminUser": "postgres", "adminPassword": "x"},
                     "kafka": "127.0.0.1:9092", "mongodb": "mongodb://127.0.0.1", "smtp": 25}""", ObjectNode.class);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void embeddedStoresAreTheDefault() {
        assertThat(Stores.chosen(null)).isEqualTo(Stores.EMBEDDED);
        assertThat(Stores.chosen(" ")).isEqualTo(Stores.EMBEDDED);
        assertThat(Stores.chosen("embedded")).isEqualTo(Stores.EMBEDDED);
        assertThat(Stores.chosen("containers")).isEqualTo(Stores.CONTAINERS);
        assertThat(Stores.EMBEDDED.addresses(embedded.deepCopy(), ROOT)).isEqualTo(embedded);
    }

    @Test
    void anotherSettingIsRefusedWithTheOnesThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stores.chosen("docker"))
                .withMessage("-Dinfra=docker (expected one of: [embedded, containers])");
    }

    @Test
    void theImagesAreThoseOfTheComposeFileAndOfTheMajorsThatWeRun() {
        var images = ContainerImages.of(ROOT);

        assertThat(images.postgres()).startsWith("postgres:18.");
        assertThat(images.mongodb()).startsWith("mongo:8.");
        assertThat(images.kafka()).startsWith("apache/kafka:4.2.");
    }

    @Test
    void everyImageIsOneThatItsContainerTakes() {
        var images = ContainerImages.of(ROOT);

        assertThat(new PostgreSQLContainer(DockerImageName.parse(images.postgres())))
                .isNotNull();
        assertThat(new MongoDBContainer(DockerImageName.parse(images.mongodb())))
                .isNotNull();
        assertThat(new KafkaContainer(DockerImageName.parse(images.kafka()))).isNotNull();
        assertThatIllegalStateException()
                .as("an image of another product")
                .isThrownBy(() -> new KafkaContainer(DockerImageName.parse(images.postgres())))
                .withMessageContaining("postgres");
    }

    @Test
    void aDigestIsLeftOutAndTwoTagsOfOneImageAreRefused() throws IOException {
        var compose = folder.resolve(ContainerImages.COMPOSE);
        var kafka = "  kafka:\n    image: apache/kafka:4.2.1\n";
        var mongo = "  mongo:\n    image: mongo:8.0.16-noble\n";
        Files.writeString(compose, kafka + mongo + "  postgres:\n    image: postgres:18.6@sha256:0123\n");

        assertThat(ContainerImages.of(folder).postgres()).isEqualTo("postgres:18.6");

        Files.writeString(compose, kafka + mongo + "  a:\n    image: postgres:18.6\n  b:\n    image: postgres:17.1\n");
        assertThatIllegalStateException()
                .isThrownBy(() -> ContainerImages.of(folder))
                .withMessageContaining("expected: one");
    }

    @Test
    void withoutADockerEngineItSaysWhatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ContainerStores.requireDocker(() -> false))
                .withMessageContaining("needs a Docker engine")
                .withMessageContaining("DOCKER_HOST");
        ContainerStores.requireDocker(() -> true);
    }

    @Test
    void containersTakeThePlaceOfTheStoresAndOfNothingElse() {
        var addresses = ContainerStores.write(
                embedded,
                new ContainerStores.Addresses(
                        "docker.test", 32768, "test", "secret", "mongodb://docker.test:32769", "docker.test:32770"));

        assertThat(addresses.at("/postgres/host").stringValue()).isEqualTo("docker.test");
        assertThat(addresses.at("/postgres/port").intValue()).isEqualTo(32768);
        assertThat(addresses.at("/postgres/adminUser").stringValue()).isEqualTo("test");
        assertThat(addresses.get("mongodb").stringValue()).isEqualTo("mongodb://docker.test:32769");
        assertThat(addresses.get("kafka").stringValue()).isEqualTo("docker.test:32770");
        assertThat(addresses.get("smtp").intValue()).isEqualTo(25);
        assertThat(addresses.get("pid").intValue()).isEqualTo(1);
    }
}
