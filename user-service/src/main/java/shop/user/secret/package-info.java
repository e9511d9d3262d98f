/** What clients hold and the database only knows the hash of. */
@NullMarked
package shop.user.secret;

import org.jspecify.annotations.NullMarked;
