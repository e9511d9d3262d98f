/** What order-service does, one use case per class, and the ports it needs filled. */
@NullMarked
package shop.order.application;

import org.jspecify.annotations.NullMarked;
