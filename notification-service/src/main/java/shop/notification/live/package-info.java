/** Streams of new messages to customers that are connected. */
@NullMarked
package shop.notification.live;

import org.jspecify.annotations.NullMarked;
