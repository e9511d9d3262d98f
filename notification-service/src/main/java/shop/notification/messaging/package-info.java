/** The events that notification-service consumes. */
@NullMarked
package shop.notification.messaging;

import org.jspecify.annotations.NullMarked;
