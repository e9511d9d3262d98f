package shop.storefront.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A product's attributes as lines {@code name: value}, for a form. A text stands as it is; what is no text stands as JSON ({@code 12},
 * {@code true}, {@code ["a","b"]}), and so does a text that would be read as JSON, in quotes. So what is not touched keeps its type.
 */
final class AttributeLines {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AttributeLines() {}

    static String of(Map<String, Object> attributes) {
        return new TreeMap<>(attributes)
                .entrySet().stream()
                        .map(attribute -> attribute.getKey() + ": " + written(attribute.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** @throws IllegalArgumentException if a line has no name */
    static ObjectNode read(String lines) {
        var attributes = JsonNodeFactory.instance.objectNode();
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            var colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(line);
            }
            attributes.set(
                    line.substring(0, colon).strip(),
                    value(line.substring(colon + 1).strip()));
        });
        return attributes;
    }

    private static String written(Object value) {
        return value instanceof String text
                        && text.equals(text.strip())
                        && text.lines().count() == 1
                        && value(text).isString()
                        && value(text).stringValue().equals(text)
                ? text
                : JSON.writeValueAsString(value);
    }

    private static JsonNode value(String written) {
        try {
            var node = JSON.readTree(written);
            return node == null || node.isMissingNode() || node.isNull()
                    ? JSON.getNodeFactory().stringNode(written)
                    : node;
        } catch (JacksonException _) {
            return JSON.getNodeFactory().stringNode(written);
        }
    }
}
