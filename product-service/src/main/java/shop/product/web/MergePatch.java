package shop.product.web;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396): what the patch names is replaced, {@code null} removes, the rest stays. */
final class MergePatch {

    private MergePatch() {}

    /** Changes the target. */
    static void apply(ObjectNode patch, ObjectNode target) {
        patch.propertyStream().forEach(entry -> apply(entry.getKey(), entry.getValue(), target));
    }

    private static void apply(String name, JsonNode value, ObjectNode target) {
        switch (value) {
            case ObjectNode nested -> {
                var merged = target.get(name) instanceof ObjectNode present ? present : target.objectNode();
                apply(nested, merged);
                target.set(name, merged);
            }
            case JsonNode nothing when nothing.isNull() -> target.remove(name);
            case JsonNode other -> target.set(name, other);
        }
    }
}
