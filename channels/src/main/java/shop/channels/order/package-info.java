/** Orders with their timelines and payments, and the figures of the shop. */
@NullMarked
package shop.channels.order;

import org.jspecify.annotations.NullMarked;
