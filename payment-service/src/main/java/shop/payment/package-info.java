/** Takes the money for orders: each order once, and gives it back when it has to. */
@NullMarked
package shop.payment;

import org.jspecify.annotations.NullMarked;
