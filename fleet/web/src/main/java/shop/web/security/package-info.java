/** Who is calling, and what that caller may reach. */
@NullMarked
package shop.web.security;

import org.jspecify.annotations.NullMarked;
