/** The events that user-service publishes. */
@NullMarked
package shop.user.messaging;

import org.jspecify.annotations.NullMarked;
