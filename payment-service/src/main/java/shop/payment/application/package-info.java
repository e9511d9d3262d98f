/** What can be done with payments, and what that needs from outside. */
@NullMarked
package shop.payment.application;

import org.jspecify.annotations.NullMarked;
