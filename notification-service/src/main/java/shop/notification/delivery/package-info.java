/** Messages on their way to a customer by e-mail, each sent once as far as that can be. */
@NullMarked
package shop.notification.delivery;

import org.jspecify.annotations.NullMarked;
