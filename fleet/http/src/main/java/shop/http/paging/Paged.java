package shop.http.paging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import shop.platform.paging.PageQuery;

/**
 * Says what a {@link PageQuery} parameter may be sorted by:
 * {@code list(@Paged(sort = {"createdAt", "total"}, by = "createdAt,desc") PageQuery query)}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Paged {

    /** The fields that {@code sort} may name; another one is answered with 400. */
    String[] sort() default {};

    /** The order without a {@code sort} parameter, written as the parameter is: {@code field} or {@code field,desc}. */
    String[] by() default {};

    /** Whether the list can be read by {@code cursor}, however deep, as a {@link Keyset} does. */
    boolean cursor() default false;
}
