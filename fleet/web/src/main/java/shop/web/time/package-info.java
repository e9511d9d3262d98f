/** The clock that services are given. */
@NullMarked
package shop.web.time;

import org.jspecify.annotations.NullMarked;
