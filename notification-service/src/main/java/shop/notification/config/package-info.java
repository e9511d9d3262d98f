/** The settings of notification-service. */
@NullMarked
package shop.notification.config;

import org.jspecify.annotations.NullMarked;
