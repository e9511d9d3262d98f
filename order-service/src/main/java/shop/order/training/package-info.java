/** Trains the risk models offline, from a file of real order lines and from a simulator; nothing of the running service uses it. */
@NullMarked
package shop.order.training;

import org.jspecify.annotations.NullMarked;
