package shop.events;

import java.time.Duration;
import java.util.UUID;

/**
 * The outbox of a MongoDB service. A document carries its {@link PendingEvent}s in a list; the service adds to the list in the same
 * write that makes the change, then calls {@link #relay}. A relay that was missed is made up for by polling every collection that the
 * service names with an {@link OutboxCollection} bean.
 */
public interface DocumentOutbox {

    /** Turns a fact into what the document stores. */
    PendingEvent pending(OutgoingEvent event);

    /** Says that a stored document now has pending events; returns at once. */
    void relay(String collection, UUID documentId);

    /**
     * Lets whoever writes very much at once wait for the relay, so that what is published does not fall far behind what is stored.
     *
     * @return whether at most that many documents still wait to be sent by this instance
     */
    boolean awaitRelay(int mostWaiting, Duration patience);
}
