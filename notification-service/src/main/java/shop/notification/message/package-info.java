/** The messages that a customer reads in the shop. */
@NullMarked
package shop.notification.message;

import org.jspecify.annotations.NullMarked;
