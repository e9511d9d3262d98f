/** Publishes events to the fleet and consumes them, each once: outbox, inbox, error handling, dead letters. */
@NullMarked
package shop.events;

import org.jspecify.annotations.NullMarked;
