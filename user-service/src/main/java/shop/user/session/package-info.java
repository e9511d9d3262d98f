/** Logging in and staying so: access tokens, refresh tokens and their families. */
@NullMarked
package shop.user.session;

import org.jspecify.annotations.NullMarked;
