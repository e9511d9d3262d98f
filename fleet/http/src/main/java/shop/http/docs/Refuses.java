package shop.http.docs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a handler method refuses for reasons of its own, as {@code "409 insufficient_stock"}; what every operation with such parameters
 * refuses is documented without it. {@code ApiDocument} of fleet-test holds it against the service's problems.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {

    String[] value();
}
