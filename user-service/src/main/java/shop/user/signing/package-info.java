/** The keys that sign access tokens, shared by all instances. */
@NullMarked
package shop.user.signing;

import org.jspecify.annotations.NullMarked;
