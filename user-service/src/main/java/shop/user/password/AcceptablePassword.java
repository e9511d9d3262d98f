package shop.user.password;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * A password that may be chosen: {@value #MIN} to {@value #MAX} characters of any kind and none of the {@link CommonPasswords}. Rules
 * on digits and signs are left out on purpose: they make passwords weaker, not stronger (NIST SP 800-63B).
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AcceptablePassword.Validator.class)
public @interface AcceptablePassword {

    int MIN = 8;
    int MAX = 128;

    String message() default "must have " + MIN + " to " + MAX + " characters";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Counts code points, so that an emoji is one character as its owner sees it; null is another constraint's business. */
    final class Validator implements ConstraintValidator<AcceptablePassword, String> {

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            if (password == null) {
                return true;
            }
            var length = password.codePointCount(0, password.length());
            if (length < MIN || length > MAX) {
                return false;
            }
            if (CommonPasswords.contains(password)) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate("is one of the passwords that are guessed first")
                        .addConstraintViolation();
                return false;
            }
            return true;
        }
    }
}
