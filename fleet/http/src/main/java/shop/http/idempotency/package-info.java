/** The Idempotency-Key header: a repeat gets the first answer. */
@NullMarked
package shop.http.idempotency;

import org.jspecify.annotations.NullMarked;
