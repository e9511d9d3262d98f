package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway serves as {@code /asyncapi.json} is what the contracts say, no more and no less. */
class AsyncApiTest {

    static final String SCHEMA = ".schema.json";

    /** A name that comes twice in one object is an error: readers would choose one of the two, each as it likes. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    final JsonNode document = JSON.readTree(getClass().getResourceAsStream("/contracts/asyncapi.json"));

    @Test
    void itIsOfVersionThree() {
        assertThat(document.path("asyncapi").asString()).startsWith("3.");
    }

    @Test
    void everyContractIsAMessageOfItsTopicAndThereAreNoOthers() throws IOException {
        var documented = document.path("channels")
                .propertyStream()
                .flatMap(channel -> channel.getValue().path("messages").propertyNames().stream()
                        .map(type -> channel.getKey() + "/" + type))
                .collect(Collectors.toSet());

        assertThat(documented)
                .isEqualTo(contracts().stream().map(Contract::name).collect(Collectors.toSet()));
        assertThat(document.at("/components/messages").propertyNames())
                .hasSameElementsAs(contracts().stream().map(Contract::type).toList());
        assertThat(document.path("operations").propertyNames())
                .hasSameElementsAs(document.path("channels").propertyNames());
    }

    @Test
    void schemasAndExamplesAreTheContracts() throws IOException {
        for (var contract : contracts()) {
            var message = document.at("/components/messages").path(contract.type());
            assertThat(message.at("/payload/schema"))
                    .as("schema of %s", contract.name())
                    .isEqualTo(contract.schema());
            assertThat(message.at("/examples/0/payload"))
                    .as("example of %s", contract.name())
                    .isEqualTo(Contracts.example(contract.topic(), contract.type()));
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = new HashSet<>(document.findValuesAsString("$ref"));

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
    }

    private record Contract(String topic, String type, JsonNode schema) {

        String name() {
            return topic + "/" + type;
        }
    }

    private static List<Contract> contracts() throws IOException {
        var files = new PathMatchingResourcePatternResolver().getResources("classpath*:contracts/*/*" + SCHEMA);
        assertThat(files).hasSizeGreaterThanOrEqualTo(Infrastructure.TOPICS.size());
        return Arrays.stream(files).map(AsyncApiTest::contract).toList();
    }

    private static Contract contract(Resource file) {
        try (var in = file.getInputStream()) {
            var path = file.getURL().getPath().split("/", -1);
            var name = Objects.requireNonNull(file.getFilename());
            return new Contract(
                    path[path.length - 2], name.substring(0, name.length() - SCHEMA.length()), JSON.readTree(in));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
