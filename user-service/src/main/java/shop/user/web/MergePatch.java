package shop.user.web;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import shop.web.problem.FieldError;
import shop.web.problem.InvalidRequestException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies a JSON merge patch (RFC 7396) to a record of texts: a field that is not in the patch stays, null takes it away. It is as strict
 * as the reading of any request body, and the result is held against the record's constraints.
 */
@Component
class MergePatch {

    static final String MEDIA_TYPE = "application/merge-patch+json";

    private final JsonMapper json;
    private final Validator validator;

    MergePatch(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * @throws InvalidRequestException if the patch is no object, or has a field that the record has not or that is no text
     * @throws ConstraintViolationException if the result breaks a constraint
     */
    <T extends Record> T apply(T before, JsonNode patch, Class<T> type) {
        if (!(patch instanceof ObjectNode changes)) {
            throw new InvalidRequestException("", "invalid_type", "must be an object");
        }
        var errors = errorsOf(changes, type);
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
        ObjectNode merged = json.valueToTree(before);
        merged.setAll(changes);
        var after = json.treeToValue(merged, type);
        var violations = validator.validate(after);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return after;
    }

    private static List<FieldError> errorsOf(ObjectNode changes, Class<? extends Record> type) {
        var known = Arrays.stream(type.getRecordComponents())
                .map(component -> component.getName())
                .toList();
        var errors = new ArrayList<FieldError>();
        changes.properties().forEach(change -> {
            if (!known.contains(change.getKey())) {
                errors.add(new FieldError(change.getKey(), "unknown_field", "is not known here"));
            } else if (!change.getValue().isString() && !change.getValue().isNull()) {
                errors.add(new FieldError(change.getKey(), "invalid_type", "must be a string"));
            }
        });
        return errors;
    }
}
