/** What a use case must not know. */
@NullMarked
package shop.http.problem;

import org.jspecify.annotations.NullMarked;
