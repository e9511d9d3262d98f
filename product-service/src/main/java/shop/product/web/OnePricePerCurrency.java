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
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/** The product has one price in each currency: the further ones are in others than the default and than each other. */
@Documented
@Constraint(validatedBy = OnePricePerCurrency.Check.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnePricePerCurrency {

    String message() default "must each be in another currency, and none in that of price";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Check implements ConstraintValidator<OnePricePerCurrency, ProductRequest> {

        @Override
        public boolean isValid(@Nullable ProductRequest product, ConstraintValidatorContext context) {
            if (product == null || isSound(product)) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode("prices")
                    .addConstraintViolation();
            return false;
        }

        /** What is missing is refused by the constraints of the single fields. */
        private static boolean isSound(ProductRequest product) {
            var seen = new HashSet<@Nullable String>();
            if (product.price() != null) {
                seen.add(product.price().currency());
            }
            return product.prices() == null
                    || product.prices().stream()
                            .filter(price -> price != null && price.currency() != null)
                            .allMatch(price -> seen.add(price.currency()));
        }
    }
}
