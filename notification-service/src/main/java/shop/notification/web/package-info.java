/** The HTTP face of notification-service. */
@NullMarked
package shop.notification.web;

import org.jspecify.annotations.NullMarked;
