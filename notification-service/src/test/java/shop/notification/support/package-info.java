/** What the tests of notification-service share. */
@NullMarked
package shop.notification.support;

import org.jspecify.annotations.NullMarked;
