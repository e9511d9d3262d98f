/** What the tests of user-service share. */
@NullMarked
package shop.user.support;

import org.jspecify.annotations.NullMarked;
