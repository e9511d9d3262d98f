/** What notification-service hears. */
@NullMarked
package shop.notification.messaging;

import org.jspecify.annotations.NullMarked;
