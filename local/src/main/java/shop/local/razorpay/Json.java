package shop.local.razorpay;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one way in which the sandbox reads and writes JSON. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode read(String json) {
        if (json.isBlank()) {
            return object();
        }
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
            return object;
        }
        throw RazorpayRefusal.invalid("The request body must be a JSON object", null);
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** As Razorpay lists things: without a word whether there are more. */
    static ObjectNode collection(String items, Iterable<ObjectNode> all) {
        var collection = object().put("entity", "collection");
        var array = collection.putArray(items);
        all.forEach(array::add);
        return collection.put("count", array.size());
    }

    static ObjectNode ofStrings(Map<String, String> values) {
        var node = object();
        values.forEach(node::put);
        return node;
    }
}
