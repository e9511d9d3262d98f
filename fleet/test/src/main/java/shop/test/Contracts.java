package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The event contracts of fleet-contracts, for tests on both sides: a producer holds its JSON against the schema with
 * {@link #assertValid}, a consumer reads the {@link #example}.
 */
public final class Contracts {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private Contracts() {}

    /** The example envelope of a message type, for example {@code example("order_status", "order.status.v1")}; free to be changed. */
    public static ObjectNode example(String topic, String type) {
        return (ObjectNode) JSON.readTree(resource(topic, type, "example"));
    }

    /** Fails with every deviation if the envelope does not keep the contract of its topic and type. */
    public static void assertValid(String topic, JsonNode envelope) {
        var type = envelope.get("type").stringValue();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource(topic, type, "schema"));
        var deviations = schema.validate(
                envelope.toString(),
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        assertThat(deviations)
                .as("deviations of %s from the contract %s", envelope, type)
                .isEmpty();
    }

    /** Fails unless the object has the very fields of the example's data: a producer that drops or renames a field is found. */
    public static void assertSameFields(String topic, String type, JsonNode data) {
        assertThat(data.propertyNames())
                .as("fields of %s data", type)
                .containsExactlyInAnyOrderElementsOf(
                        example(topic, type).get("data").propertyNames());
    }

    private static String resource(String topic, String type, String kind) {
        var path = "/contracts/" + topic + "/" + type + "." + kind + ".json";
        try (var in = Objects.requireNonNull(Contracts.class.getResourceAsStream(path), "no contract " + path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
