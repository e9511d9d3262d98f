/** Notifies customers of what became of their accounts, orders and payments. */
@NullMarked
package shop.notification;

import org.jspecify.annotations.NullMarked;
