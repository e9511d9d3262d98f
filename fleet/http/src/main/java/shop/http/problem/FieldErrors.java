package shop.http.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.validation.Errors;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.IgnoredPropertyException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says in the API's words what the frameworks found wrong with single fields. */
final class FieldErrors {

    private static final String FALLBACK_MESSAGE = "is not valid";

    private FieldErrors() {}

    static List<FieldError> of(Errors errors) {
        var found = new ArrayList<FieldError>();
        for (var error : errors.getFieldErrors()) {
            // A value that could not be converted at all has no constraint, and its text names our classes.
            found.add(
                    error.isBindingFailure()
                            ? new FieldError(error.getField(), "invalid_type", FALLBACK_MESSAGE)
                            : new FieldError(error.getField(), code(error), message(error)));
        }
        for (var error : errors.getGlobalErrors()) {
            found.add(new FieldError("", code(error), message(error)));
        }
        return found;
    }

    static List<FieldError> of(MethodValidationResult result) {
        var found = new ArrayList<FieldError>();
        for (var parameter : result.getParameterValidationResults()) {
            if (parameter instanceof ParameterErrors nested) {
                found.addAll(of(nested));
            } else {
                var field = name(parameter.getMethodParameter()) + index(parameter);
                parameter
                        .getResolvableErrors()
                        .forEach(error -> found.add(new FieldError(field, code(error), message(error))));
            }
        }
        result.getCrossParameterValidationResults()
                .forEach(error -> found.add(new FieldError("", code(error), message(error))));
        return found;
    }

    static List<FieldError> of(Collection<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> new FieldError(
                        path(violation.getPropertyPath()),
                        snakeCase(violation
                                .getConstraintDescriptor()
                                .getAnnotation()
                                .annotationType()
                                .getSimpleName()),
                        Objects.requireNonNullElse(violation.getMessage(), FALLBACK_MESSAGE)))
                .toList();
    }

    /** Null if the text is no JSON at all, so that no field can be named. */
    static @Nullable FieldError of(JacksonException unreadable) {
        var field = path(unreadable);
        return switch (unreadable) {
            case UnrecognizedPropertyException _ -> new FieldError(field, "unknown_field", "is not known here");
            case IgnoredPropertyException _ -> new FieldError(field, "unknown_field", "is not known here");
            case InvalidNullException _ -> new FieldError(field, "not_null", "must not be null");
            case InvalidFormatException format -> new FieldError(field, "invalid_type", mustBe(format.getTargetType()));
            case InvalidTextException text ->
                new FieldError(field, InvalidTextException.CODE, text.getOriginalMessage());
            case MismatchedInputException mismatch ->
                new FieldError(field, "invalid_type", mustBe(mismatch.getTargetType()));
            // A number that the target cannot hold; the parser finds that out, not the binding.
            case InputCoercionException number -> new FieldError(field, "invalid_type", mustBe(number.getTargetType()));
            case ValueInstantiationException _ -> new FieldError(field, "invalid_value", FALLBACK_MESSAGE);
            default -> null;
        };
    }

    static String mustBe(@Nullable Class<?> type) {
        if (type == null) {
            return FALLBACK_MESSAGE;
        } else if (type.isEnum()) {
            return "must be one of " + List.of(type.getEnumConstants());
        } else if (type == UUID.class) {
            return "must be a UUID";
        } else if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        } else if (List.of(int.class, long.class, short.class, byte.class).contains(type)
                || List.of(Integer.class, Long.class, Short.class, Byte.class).contains(type)
                || type == java.math.BigInteger.class) {
            return "must be a whole number";
        } else if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        } else if (CharSequence.class.isAssignableFrom(type)) {
            return "must be a string";
        } else if (type.getPackageName().equals("java.time")) {
            return "must be an ISO 8601 " + type.getSimpleName().toLowerCase(Locale.ROOT);
        } else if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "must be a list";
        } else if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "must be an object";
        }
        return FALLBACK_MESSAGE;
    }

    /** {@code NotBlank} becomes {@code not_blank}. */
    static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String code(MessageSourceResolvable error) {
        var codes = error.getCodes();
        // The last code is the constraint's bare name; those before it add the object's and the field's.
        return codes == null || codes.length == 0 ? "invalid_value" : snakeCase(codes[codes.length - 1]);
    }

    private static String message(MessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), FALLBACK_MESSAGE);
    }

    private static String index(ParameterValidationResult result) {
        return result.getContainerIndex() == null ? "" : "[" + result.getContainerIndex() + "]";
    }

    /** The name that the client knows, not the variable's. */
    private static String name(MethodParameter parameter) {
        var query = parameter.getParameterAnnotation(RequestParam.class);
        if (query != null && !query.name().isEmpty()) {
            return query.name();
        }
        var header = parameter.getParameterAnnotation(RequestHeader.class);
        if (header != null && !header.name().isEmpty()) {
            return header.name();
        }
        return Objects.requireNonNullElse(parameter.getParameterName(), "");
    }

    /** Without the method and parameter that a path starts with when a whole method was checked. */
    private static String path(Path path) {
        var text = new StringBuilder();
        for (var node : path) {
            if (node.getKind() == ElementKind.METHOD || node.getKind() == ElementKind.PARAMETER) {
                continue;
            }
            if (node.getIndex() != null) {
                text.append('[').append(node.getIndex()).append(']');
            } else if (node.getKey() != null) {
                text.append('[').append(node.getKey()).append(']');
            }
            if (node.getName() != null && node.getKind() == ElementKind.PROPERTY) {
                text.append(text.isEmpty() ? "" : ".").append(node.getName());
            }
        }
        return text.toString();
    }

    private static String path(JacksonException unreadable) {
        var text = new StringBuilder();
        for (var step : unreadable.getPath()) {
            if (step.getPropertyName() == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return text.toString();
    }
}
