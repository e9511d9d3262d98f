package shop.http.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.http.problem.InvalidRequestException;
import shop.http.text.TextModule;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON of requests: an unknown field, a number for a text, a fraction for a whole number, a field that is there twice are errors
 * and not guesses, and text follows {@link TextModule the one rule}. Controllers' bodies are read with it already; a controller that takes a {@link JsonNode} uses it by hand.
 */
public final class StrictJson {

    /** The media type of {@link #patch}'s changes; plain JSON is taken for it too. */
    public static final String MERGE_PATCH = "application/merge-patch+json";

    private final JsonMapper mapper;
    private final @Nullable Validator validator;

    StrictJson(JsonMapper lenient, @Nullable Validator validator) {
        this.mapper = strict(lenient);
        this.validator = validator;
    }

    /**
     * Reads and validates as if the JSON had been a controller's {@code @Valid @RequestBody}, with the same problems.
     *
     * @throws InvalidRequestException if it does not fit the type
     * @throws ConstraintViolationException if it breaks one of the type's constraints
     */
    public <T> T read(JsonNode json, Class<T> type) {
        try {
            return valid(present(mapper.treeToValue(json, type)));
        } catch (JacksonException unreadable) {
            throw InvalidRequestException.of(unreadable);
        }
    }

    /**
     * Reads and validates a text of its own, such as one line of a file, as {@link #read(JsonNode, Class)} does.
     *
     * @throws InvalidRequestException if it is no JSON, does not fit the type or breaks one of its constraints
     */
    public <T> T read(String text, Class<T> type) {
        try {
            return valid(present(mapper.readValue(text, type)));
        } catch (JacksonException unreadable) {
            throw InvalidRequestException.of(unreadable);
        } catch (ConstraintViolationException broken) {
            throw InvalidRequestException.of(broken);
        }
    }

    /**
     * Applies a JSON Merge Patch (RFC 7396): a field that is there replaces, one that is null removes, one that is not there stays.
     *
     * @param current as a client could have sent it; its type knows all fields that may be patched and no others
     * @return the patched value, read and validated like {@link #read}
     */
    public <T> T patch(T current, JsonNode patch, Class<T> type) {
        return read(merge(mapper.valueToTree(current), patch), type);
    }

    public JsonMapper mapper() {
        return mapper;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("", "not_null", "must not be null");
        }
        return value;
    }

    private <T> T valid(T value) {
        var violations = validator == null ? null : validator.validate(value);
        if (violations != null && !violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return value;
    }

    private JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object : mapper.createObjectNode();
        for (var change : patch.properties()) {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                var old = merged.path(change.getKey());
                merged.set(change.getKey(), merge(old, change.getValue()));
            }
        }
        return merged;
    }

    private static JsonMapper strict(JsonMapper lenient) {
        var scalars = List.of(
                LogicalType.Integer,
                LogicalType.Float,
                LogicalType.Boolean,
                LogicalType.Enum,
                LogicalType.DateTime,
                LogicalType.OtherScalar,
                LogicalType.POJO,
                LogicalType.Collection,
                LogicalType.Map);
        var builder = lenient.rebuild()
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new TimesAsText())
                .addModule(new TextModule());
        for (var scalar : scalars) {
            builder.withCoercionConfig(
                    scalar, config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
        }
        return builder.build();
    }
}
