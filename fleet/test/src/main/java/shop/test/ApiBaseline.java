package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients of a service rely on: its OpenAPI document as it was when the file in {@code docs/api} was last written, without the words.
 * What only grew since then passes. {@code -Dapi.baseline=write} writes the file anew.
 */
final class ApiBaseline {

    /** Words and samples: they may change from day to day. */
    private static final Set<String> WORDS =
            Set.of("description", "summary", "title", "example", "examples", "tags", "externalDocs", "info", "servers");

    /** Names that clients choose or that are ours: what is below is not looked at for words, but at each entry. */
    private static final Set<String> MAPS = Set.of("properties", "schemas", "paths", "responses", "content", "headers");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ApiBaseline() {}

    static void assertCompatible(String service, JsonNode document) {
        var file = Path.of(System.getProperty("shop.root", ".."), "docs", "api", service + ".json")
                .toAbsolutePath()
                .normalize();
        try {
            if ("write".equals(System.getProperty("api.baseline"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, JSON.writeValueAsString(withoutWords(document, false)) + "\n");
            }
            assertThat(file)
                    .as("baseline of %s; -Dapi.baseline=write makes one", service)
                    .exists();
            assertThat(breaking(JSON.readTree(Files.readString(file)), document))
                    .as("breaking changes of %s (docs/adr/0060)", service)
                    .isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What a client of the first document could not do with the second. */
    static List<String> breaking(JsonNode before, JsonNode now) {
        return new ApiChanges(before, now).breaking();
    }

    /** Sorted by name, so that a difference in the file is a difference of the API. */
    static JsonNode withoutWords(JsonNode node, boolean namesAreOurs) {
        return switch (node) {
            case ObjectNode object -> {
                var sorted = new TreeMap<String, JsonNode>();
                object.propertyStream().forEach(field -> {
                    if (namesAreOurs || !(WORDS.contains(field.getKey()) || isCode(field.getKey()))) {
                        sorted.put(
                                field.getKey(),
                                withoutWords(field.getValue(), !namesAreOurs && MAPS.contains(field.getKey())));
                    }
                });
                var copy = JSON.createObjectNode();
                sorted.forEach(copy::set);
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JSON.createArrayNode();
                array.valueStream().map(value -> withoutWords(value, false)).forEach(copy::add);
                yield copy;
            }
            default -> node;
        };
    }

    /** Of our extensions only the access is something that clients are refused by. */
    private static boolean isCode(String field) {
        return field.startsWith("x-") && !field.equals(ApiChanges.ACCESS);
    }
}
