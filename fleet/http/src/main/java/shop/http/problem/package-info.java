/** Refusals as RFC 9457 problem details, alike in every service. */
@NullMarked
package shop.http.problem;

import org.jspecify.annotations.NullMarked;
