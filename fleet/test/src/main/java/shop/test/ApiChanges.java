package shop.test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The breaking changes from one OpenAPI 3.1 document to another. A request may come to be understood that was not before, and a response
 * may come to say more; the other way round is breaking.
 */
final class ApiChanges {

    static final String ACCESS = "x-shop-access";

    private static final List<String> ACCESS_BY_WIDTH = List.of("admin", "user", "open");

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");

    /** A larger number lets more requests in. */
    private static final List<String> UPPER =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    /** A larger number lets fewer requests in. */
    private static final List<String> LOWER =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    /** What is not taken apart here has to stay as it is. */
    private static final List<String> WHOLE =
            List.of("format", "const", "oneOf", "anyOf", "allOf", "not", "discriminator", "contentMediaType");

    private final JsonNode before;
    private final JsonNode now;
    private final List<String> breaking = new ArrayList<>();

    /** Schemas may contain themselves. */
    private final Set<String> compared = new HashSet<>();

    ApiChanges(JsonNode before, JsonNode now) {
        this.before = before;
        this.now = now;
    }

    private enum Direction {
        REQUEST,
        RESPONSE
    }

    List<String> breaking() {
        before.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operation(
                                method.getKey() + " " + path.getKey(),
                                method.getValue(),
                                now.path("paths").path(path.getKey()).path(method.getKey()))));
        return breaking;
    }

    private void operation(String name, JsonNode old, JsonNode current) {
        if (current.isMissingNode()) {
            breaking.add(name + " is gone");
            return;
        }
        unchanged(name, "operationId", old, current);
        if (width(current) < width(old)) {
            breaking.add("%s was for %s and is for %s".formatted(name, text(old, ACCESS), text(current, ACCESS)));
        }
        parameters(name, parameters(old), parameters(current));
        requestBody(name + " request", old.path("requestBody"), current.path("requestBody"));
        old.path("responses").propertyStream().forEach(response -> {
            var place = name + " " + response.getKey();
            response(place, response.getValue(), current.path("responses").path(response.getKey()));
        });
    }

    private static int width(JsonNode operation) {
        return ACCESS_BY_WIDTH.indexOf(text(operation, ACCESS));
    }

    private void parameters(String name, List<JsonNode> old, List<JsonNode> current) {
        for (var parameter : old) {
            var place = name + " " + key(parameter);
            find(current, key(parameter))
                    .ifPresentOrElse(
                            found -> {
                                required(place, parameter, found);
                                schema(place, parameter.path("schema"), found.path("schema"), Direction.REQUEST);
                            },
                            () -> breaking.add(place + " is gone"));
        }
        current.stream()
                .filter(parameter ->
                        isRequired(parameter) && find(old, key(parameter)).isEmpty())
                .forEach(parameter -> breaking.add(name + " " + key(parameter) + " is new and required"));
    }

    private static List<JsonNode> parameters(JsonNode operation) {
        return operation.path("parameters").valueStream().toList();
    }

    private static Optional<JsonNode> find(List<JsonNode> parameters, String key) {
        return parameters.stream().filter(one -> key(one).equals(key)).findFirst();
    }

    private static String key(JsonNode parameter) {
        return text(parameter, "in") + " parameter " + text(parameter, "name");
    }

    private void requestBody(String place, JsonNode old, JsonNode current) {
        if (old.isMissingNode()) {
            if (isRequired(current)) {
                breaking.add(place + " is new and required");
            }
            return;
        }
        required(place, old, current);
        content(place, old.path("content"), current.path("content"), Direction.REQUEST);
    }

    private void response(String place, JsonNode old, JsonNode current) {
        if (current.isMissingNode()) {
            breaking.add(place + " is gone");
            return;
        }
        missing(place + " header ", old.path("headers"), current.path("headers"));
        content(place, old.path("content"), current.path("content"), Direction.RESPONSE);
    }

    private void content(String place, JsonNode old, JsonNode current, Direction direction) {
        missing(place + " ", old, current);
        old.propertyStream()
                .filter(type -> current.has(type.getKey()))
                .forEach(type -> schema(
                        place,
                        type.getValue().path("schema"),
                        current.path(type.getKey()).path("schema"),
                        direction));
    }

    private void missing(String place, JsonNode old, JsonNode current) {
        old.propertyNames().stream()
                .filter(name -> !current.has(name))
                .forEach(name -> breaking.add(place + name + " is gone"));
    }

    private void required(String place, JsonNode old, JsonNode current) {
        if (isRequired(current) && !isRequired(old)) {
            breaking.add(place + " is required now");
        }
    }

    private static boolean isRequired(JsonNode node) {
        return node.path("required").asBoolean(false);
    }

    private void schema(String place, JsonNode oldOrReference, JsonNode currentOrReference, Direction direction) {
        var pair = text(oldOrReference, "$ref") + " " + text(currentOrReference, "$ref") + " " + direction;
        if (oldOrReference.has("$ref") && !compared.add(pair)) {
            return;
        }
        var old = resolved(before, oldOrReference);
        var current = resolved(now, currentOrReference);
        types(place, old, current, direction);
        WHOLE.forEach(keyword -> unchanged(place, keyword, old, current));
        if (direction == Direction.REQUEST) {
            limits(place, old, current);
        }
        properties(place, old, current, direction);
        for (var inner : List.of("items", "additionalProperties")) {
            if (old.path(inner).isObject() && current.path(inner).isObject()) {
                schema(place + (inner.equals("items") ? "[]" : ".*"), old.path(inner), current.path(inner), direction);
            } else if (direction == Direction.REQUEST
                    && current.path(inner).isBoolean()
                    && !current.path(inner).equals(old.path(inner))
                    && !current.path(inner).booleanValue()) {
                breaking.add(place + " takes no further fields now");
            }
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        return schema.has("$ref") ? document.at(text(schema, "$ref").substring(1)) : schema;
    }

    private void types(String place, JsonNode old, JsonNode current, Direction direction) {
        var were = types(old);
        var are = types(current);
        var fits = direction == Direction.REQUEST
                ? are.isEmpty() || (!were.isEmpty() && are.containsAll(were))
                : were.isEmpty() || (!are.isEmpty() && were.containsAll(are));
        if (!fits) {
            breaking.add("%s was %s and is %s".formatted(place, were, are));
        }
    }

    private static Set<String> types(JsonNode schema) {
        return values(schema.path("type")).map(JsonNode::asString).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> values(JsonNode node) {
        return node.isArray() ? node.valueStream() : node.isMissingNode() ? Stream.empty() : Stream.of(node);
    }

    /** What a request may hold: fewer values, or a narrower range, refuse what was let in. */
    private void limits(String place, JsonNode old, JsonNode current) {
        if (current.has("enum")) {
            var left = current.path("enum").valueStream().collect(Collectors.toSet());
            if (!old.has("enum")) {
                breaking.add(place + " takes only some values now");
            }
            old.path("enum")
                    .valueStream()
                    .filter(value -> !left.contains(value))
                    .forEach(value -> breaking.add(place + " no longer takes " + value));
        }
        if (current.has("pattern") && !current.path("pattern").equals(old.path("pattern"))) {
            breaking.add(place + " has another pattern");
        }
        UPPER.forEach(keyword -> limit(place, keyword, old, current, difference -> difference < 0));
        LOWER.forEach(keyword -> limit(place, keyword, old, current, difference -> difference > 0));
    }

    private void limit(String place, String keyword, JsonNode old, JsonNode current, IntPredicate narrower) {
        if (current.has(keyword)
                && (!old.has(keyword)
                        || narrower.test(current.path(keyword)
                                .decimalValue()
                                .compareTo(old.path(keyword).decimalValue())))) {
            breaking.add("%s has %s %s now".formatted(place, keyword, current.path(keyword)));
        }
    }

    private void properties(String place, JsonNode old, JsonNode current, Direction direction) {
        var requiredBefore = required(old);
        var requiredNow = required(current);
        old.path("properties").propertyStream().forEach(property -> {
            var name = place + "." + property.getKey();
            var found = current.path("properties").path(property.getKey());
            if (found.isMissingNode()) {
                breaking.add(name + " is gone");
            } else {
                schema(name, property.getValue(), found, direction);
            }
        });
        var stricter = direction == Direction.REQUEST ? requiredNow : requiredBefore;
        var looser = direction == Direction.REQUEST ? requiredBefore : requiredNow;
        stricter.stream()
                .filter(name -> !looser.contains(name))
                .forEach(name -> breaking.add(place + "." + name
                        + (direction == Direction.REQUEST ? " is required now" : " may be left out now")));
    }

    private static Set<String> required(JsonNode schema) {
        return schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    private void unchanged(String place, String field, JsonNode old, JsonNode current) {
        var was = ApiBaseline.withoutWords(old.path(field), false);
        var is = ApiBaseline.withoutWords(current.path(field), false);
        if (!Objects.equals(was, is)) {
            breaking.add("%s: %s was %s and is %s".formatted(place, field, was, is));
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
