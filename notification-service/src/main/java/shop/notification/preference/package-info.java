/** By which ways a customer wants to be told. */
@NullMarked
package shop.notification.preference;

import org.jspecify.annotations.NullMarked;
