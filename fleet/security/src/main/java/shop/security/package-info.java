/** Who is calling, and what that caller may reach. */
@NullMarked
package shop.security;

import org.jspecify.annotations.NullMarked;
