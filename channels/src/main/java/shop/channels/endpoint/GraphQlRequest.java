package shop.channels.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.channels.document.Query;
import shop.http.problem.FieldError;
import shop.http.problem.InvalidRequestException;
import shop.http.problem.InvalidTextException;
import shop.http.text.TextRule;
import shop.platform.problem.Problems;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request, as "GraphQL over HTTP" has it; read by hand, because a document may hold tabs, which other text may not. */
final class GraphQlRequest {

    private static final Set<String> FIELDS = Set.of("query", "operationName", "variables", "extensions");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final TypeReference<Map<String, @Nullable Object>> VARIABLES = new TypeReference<>() {};

    private GraphQlRequest() {}

    /**
     * Reads a body.
     *
     * @throws InvalidRequestException if it is none
     */
    static Query read(@Nullable JsonNode body, JsonMapper json) {
        if (body != null && body.isArray()) {
            var status = HttpStatus.BAD_REQUEST;
            throw new ErrorResponseException(
                    status, Problems.problem(status, "batching_not_supported", "One request carries one query."), null);
        }
        if (body == null || !body.isObject()) {
            throw new InvalidRequestException("", "invalid_type", "must be an object with the field query");
        }
        var errors = new ArrayList<FieldError>();
        for (var name : body.propertyNames()) {
            if (!FIELDS.contains(name)) {
                errors.add(new FieldError("", "unknown_field", "must have no other fields than " + FIELDS));
                break;
            }
        }
        var document = text(body, "query", errors);
        var operationName = text(body, "operationName", errors);
        var variables = object(body, "variables", errors);
        if (variables != null) {
            requireTexts("variables", variables, errors);
        }
        var hash = hash(object(body, "extensions", errors), errors);
        if (document == null && hash == null && errors.isEmpty()) {
            errors.add(new FieldError("query", "not_null", "must not be missing"));
        }
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
        return new Query(
                document, hash, operationName, variables == null ? Map.of() : json.convertValue(variables, VARIABLES));
    }

    private static @Nullable String text(JsonNode body, String name, List<FieldError> errors) {
        var value = body.path(name);
        if (value.isMissingNode()
                || value.isNull()
                || (value.isString() && value.stringValue().isBlank())) {
            return null;
        }
        if (value.isString()) {
            return value.stringValue();
        }
        errors.add(new FieldError(name, "invalid_type", "must be a text"));
        return null;
    }

    /** Texts of variables follow the rule for those of all bodies. */
    private static void requireTexts(String name, JsonNode value, List<FieldError> errors) {
        if (value.isString()) {
            var violation = TextRule.violation(value.stringValue(), true);
            if (violation != null) {
                errors.add(new FieldError(name, InvalidTextException.CODE, violation));
            }
        }
        value.propertyStream().forEach(field -> requireTexts(name + "." + field.getKey(), field.getValue(), errors));
        if (value.isArray()) {
            for (var place = 0; place < value.size(); place++) {
                requireTexts(name + "[" + place + "]", value.get(place), errors);
            }
        }
    }

    private static @Nullable JsonNode object(JsonNode body, String name, List<FieldError> errors) {
        var value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isObject()) {
            return value;
        }
        errors.add(new FieldError(name, "invalid_type", "must be an object"));
        return null;
    }

    /** Other extensions are other people's; the protocol lets everybody have some. */
    private static @Nullable String hash(@Nullable JsonNode extensions, List<FieldError> errors) {
        var persisted = extensions == null ? null : extensions.get("persistedQuery");
        if (persisted == null || persisted.isNull()) {
            return null;
        }
        var hash = persisted.path("sha256Hash").asString("");
        if (persisted.path("version").asInt(0) == 1 && SHA_256.matcher(hash).matches()) {
            return hash;
        }
        errors.add(new FieldError(
                "extensions.persistedQuery",
                "invalid_value",
                "must have version 1 and as sha256Hash 64 hexadecimal digits in lower case"));
        return null;
    }
}
