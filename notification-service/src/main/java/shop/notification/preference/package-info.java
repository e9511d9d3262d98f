/** By which ways a customer wants to be notified. */
@NullMarked
package shop.notification.preference;

import org.jspecify.annotations.NullMarked;
