package shop.http.query;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Query parameters that a handler takes besides those of its signature; the others are refused. A name that ends with {@code *} stands
 * for all that begin so: {@code "attr.*"} for parameters that the data names, {@code "*"} for a path that others add parameters to.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AcceptsQuery {

    String[] value();
}
