package shop.http.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a controller method that honours the {@code Idempotency-Key} header. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Idempotent {

    /** When the key is claimed. */
    Claim claim() default Claim.BEFORE;

    /** The two ways to claim a key. */
    enum Claim {

        /** Before the handler runs, by a write of its own: for a handler that asks another service for something first. */
        BEFORE,

        /**
         * By the handler, which calls {@link KeyedRequest#claim()} or {@link KeyedRequest#inTransaction} in its first transaction: for a
         * handler that has no effect before that. The key costs no commit then.
         */
        IN_TRANSACTION
    }
}
