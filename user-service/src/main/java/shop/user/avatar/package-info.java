/** The pictures that people show of themselves. */
@NullMarked
package shop.user.avatar;

import org.jspecify.annotations.NullMarked;
