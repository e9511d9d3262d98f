package shop.http.text;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;

/** Makes the standard constraints agree with {@link TextRule}: {@code @Size} counts characters as people and databases do. */
@AutoConfiguration(beforeName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class TextAutoConfiguration {

    @Bean
    static ValidationConfigurationCustomizer textConstraints() {
        return configuration -> {
            if (configuration instanceof HibernateValidatorConfiguration hibernate) {
                var mapping = hibernate.createConstraintMapping();
                mapping.constraintDefinition(Size.class)
                        .includeExistingValidators(false)
                        .validatedBy(SizeOfText.class)
                        .validatedBy(SizeOfCollection.class);
                mapping.constraintDefinition(NotBlank.class)
                        .includeExistingValidators(false)
                        .validatedBy(Visible.class);
                hibernate.addMapping(mapping);
            }
        };
    }

    /** In code points, as JSON Schema's {@code maxLength} and PostgreSQL's {@code varchar} count; the default counts UTF-16 units. */
    static final class SizeOfText implements ConstraintValidator<Size, CharSequence> {

        private int min;
        private int max;

        @Override
        public void initialize(Size size) {
            min = size.min();
            max = size.max();
        }

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            var length = Character.codePointCount(text, 0, text.length());
            return length >= min && length <= max;
        }
    }

    /** As the default does. */
    static final class SizeOfCollection implements ConstraintValidator<Size, Collection<?>> {

        private int min;
        private int max;

        @Override
        public void initialize(Size size) {
            min = size.min();
            max = size.max();
        }

        @Override
        public boolean isValid(@Nullable Collection<?> elements, ConstraintValidatorContext context) {
            return elements == null || (elements.size() >= min && elements.size() <= max);
        }
    }

    /** The default knows ASCII's blanks only. */
    static final class Visible implements ConstraintValidator<NotBlank, CharSequence> {

        @Override
        public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
            return text != null && TextRule.isVisible(text);
        }
    }
}
