/** Which accounts lost the right that their access tokens still state, as {@code user_status} publishes it. */
@NullMarked
package shop.security.account;

import org.jspecify.annotations.NullMarked;
