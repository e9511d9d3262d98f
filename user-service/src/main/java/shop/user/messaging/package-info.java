/** What user-service tells the fleet. */
@NullMarked
package shop.user.messaging;

import org.jspecify.annotations.NullMarked;
