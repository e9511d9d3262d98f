/** Tells facts to the fleet and hears them, each once: outbox, inbox, error handling, dead letters. */
@NullMarked
package shop.messaging;

import org.jspecify.annotations.NullMarked;
