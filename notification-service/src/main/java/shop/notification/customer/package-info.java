/** The copy of who the customers are and where their mail goes. */
@NullMarked
package shop.notification.customer;

import org.jspecify.annotations.NullMarked;
