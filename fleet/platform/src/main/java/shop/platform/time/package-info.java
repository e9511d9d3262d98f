/** The clock that services are given. */
@NullMarked
package shop.platform.time;

import org.jspecify.annotations.NullMarked;
