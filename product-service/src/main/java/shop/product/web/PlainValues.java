package shop.product.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The map is small and holds only text, numbers and booleans, and lists and maps of them. Its names are plain ones, which also keeps
 * MongoDB's own signs, the dollar and the dot, out of stored documents.
 */
@Documented
@Constraint(validatedBy = PlainValues.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@interface PlainValues {

    int MOST_VALUES = 100;
    int MOST_LEVELS = 3;
    int LONGEST_TEXT = 1000;

    String message() default
            "must hold at most " + MOST_VALUES
                    + " texts, numbers, booleans and empty lists or maps in at most " + MOST_LEVELS
                    + " levels, texts of at most " + LONGEST_TEXT
                    + " characters, names of letters, digits, '-' and '_' that start with a letter";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Check implements ConstraintValidator<PlainValues, Map<String, Object>> {

        private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

        @Override
        public boolean isValid(@Nullable Map<String, Object> attributes, ConstraintValidatorContext context) {
            return attributes == null || (isPlain(attributes, MOST_LEVELS) && count(attributes) <= MOST_VALUES);
        }

        private static boolean isPlain(@Nullable Object value, int levels) {
            return switch (value) {
                case null -> false;
                case String text -> text.codePointCount(0, text.length()) <= LONGEST_TEXT;
                case Boolean _, Integer _, Long _ -> true;
                case Double number -> Double.isFinite(number);
                case List<?> list -> levels > 0 && list.stream().allMatch(element -> isPlain(element, levels - 1));
                case Map<?, ?> map ->
                    levels > 0
                            && map.entrySet().stream()
                                    .allMatch(entry -> entry.getKey() instanceof String name
                                            && NAME.matcher(name).matches()
                                            && isPlain(entry.getValue(), levels - 1));
                default -> false;
            };
        }

        /** What is empty counts as well, or there could be any number of names. */
        private static long count(Object value) {
            return switch (value) {
                case List<?> list -> Math.max(1, sum(list));
                case Map<?, ?> map -> Math.max(1, sum(map.values()));
                default -> 1;
            };
        }

        private static long sum(Collection<?> values) {
            return values.stream().mapToLong(Check::count).sum();
        }
    }
}
