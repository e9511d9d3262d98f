/** The names that a request carries through the fleet and into the logs; the two makers need no servlet classes. */
@NullMarked
package shop.http.request;

import org.jspecify.annotations.NullMarked;
