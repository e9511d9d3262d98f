/** Publishes events to the fleet and consumes them, each once: outbox, inbox, error handling, dead letters. */
@NullMarked
package shop.messaging;

import org.jspecify.annotations.NullMarked;
