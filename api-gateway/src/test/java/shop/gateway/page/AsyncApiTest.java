package shop.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import shop.test.Contracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the gateway serves as {@code /asyncapi.json} is AsyncAPI, stands alone, and has every contract and no other. */
class AsyncApiTest {

    static final String SCHEMA = ".schema.json";

    final JsonNode document = new AsyncApiDocument(JsonMapper.shared()).tree();

    @Test
    void itIsValidByTheSchemaOfTheSpecification() throws IOException {
        assertThat(deviations(document)).isEmpty();
    }

    @Test
    void theSchemaOfTheSpecificationFindsFaults() throws IOException {
        var unknownField = (ObjectNode) document.deepCopy();
        ((ObjectNode) unknownField.at("/channels/order_placed")).put("adress", "order_placed");
        var noAction = (ObjectNode) document.deepCopy();
        ((ObjectNode) noAction.at("/operations/order_placed")).remove("action");

        assertThat(deviations(unknownField))
                .anySatisfy(fault -> assertThat(fault.toString()).contains("adress"));
        assertThat(deviations(noAction))
                .anySatisfy(fault -> assertThat(fault.toString()).contains("action"));
    }

    @Test
    void everyContractIsAMessageOfItsTopicAndThereAreNoOthers() throws IOException {
        var types = contracts();

        assertThat(types).isNotEmpty();
        assertThat(messages().keySet()).isEqualTo(types.keySet());
        assertThat(document.at("/components/messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(types.keySet().stream()
                        .map(name -> name.substring(name.indexOf('/') + 1))
                        .toList());
        assertThat(document.path("operations").propertyNames())
                .hasSameElementsAs(document.path("channels").propertyNames());
    }

    @Test
    void schemaAndExampleOfAMessageAreItsOwn() throws IOException {
        var types = contracts();

        messages().forEach((name, message) -> {
            assertThat(message.at("/payload/schema")).as("schema of %s", name).isEqualTo(types.get(name));
            var topic = name.substring(0, name.indexOf('/'));
            var example = message.at("/examples/0/payload");
            assertThat(example)
                    .as("example of %s", name)
                    .isEqualTo(Contracts.example(topic, message.path("name").asString()));
            Contracts.assertValid(topic, example);
        });
    }

    @Test
    void everyReferenceLeadsToAPlaceInTheDocument() {
        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(reference)
                        .startsWith("#/")
                        .satisfies(place -> assertThat(
                                        document.at(place.substring(1)).isObject())
                                .isTrue()));
    }

    private Map<String, JsonNode> messages() {
        var messages = new TreeMap<String, JsonNode>();
        document.path("channels")
                .propertyStream()
                .forEach(channel -> channel.getValue()
                        .path("messages")
                        .propertyStream()
                        .forEach(message -> messages.put(
                                channel.getKey() + "/" + message.getKey(),
                                document.at(message.getValue()
                                        .path("$ref")
                                        .asString()
                                        .substring(1)))));
        return messages;
    }

    private static Map<String, JsonNode> contracts() throws IOException {
        var files = new PathMatchingResourcePatternResolver().getResources("classpath*:contracts/*/*" + SCHEMA);
        return Arrays.stream(files)
                .collect(Collectors.toMap(AsyncApiTest::name, AsyncApiTest::json, (one, _) -> one, TreeMap::new));
    }

    private static String name(Resource file) {
        try {
            var path = file.getURL().getPath().split("/", -1);
            var name = Objects.requireNonNull(file.getFilename());
            return path[path.length - 2] + "/" + name.substring(0, name.length() - SCHEMA.length());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static JsonNode json(Resource file) {
        try (var in = file.getInputStream()) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<Error> deviations(JsonNode document) throws IOException {
        return specification().validate(document.toString(), InputFormat.JSON);
    }

    private static Schema specification() throws IOException {
        try (var in = new ClassPathResource("asyncapi/3.0.0.json").getInputStream()) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(in, InputFormat.JSON);
        }
    }
}
