/** One rule for what text may hold, in bodies and in parameters, for all services. */
@NullMarked
package shop.http.text;

import org.jspecify.annotations.NullMarked;
