package shop.channels.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
            violation(variables)
                    .ifPresent(wrong -> errors.add(new FieldError("variables", InvalidTextException.CODE, wrong)));
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

    /**
     * What is wrong with the first text of a variable, or name in one, that breaks the rule for those of all bodies. Where it stands is not
     * said: a refusal must not be larger than what is refused.
     */
    private static Optional<String> violation(JsonNode value) {
        var own = value.isString() ? Stream.of(value.stringValue()) : value.propertyNames().stream();
        return own.map(text -> TextRule.violation(text, true))
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> value.valueStream()
                        .flatMap(inner -> violation(inner).stream())
                        .findFirst());
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
