/** Which accounts lost the right that their access tokens still state, as {@code user_status} publishes it. */
@NullMarked
package shop.web.account;

import org.jspecify.annotations.NullMarked;
