/** Answers that are the same for everybody, kept for a moment. */
@NullMarked
package shop.gateway.cache;

import org.jspecify.annotations.NullMarked;
