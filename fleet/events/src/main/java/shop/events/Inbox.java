package shop.events;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Remembers which events a consumer has handled, in the transaction of their effect. */
public interface Inbox {

    /**
     * Handles those of the events that this consumer has not handled before, in their order, in one transaction (the caller's, or
     * its own). One statement records them all; the work is not called if none is new.
     *
     * @param consumer the listener's id, for example {@code order-service.payment_status}
     * @return how many were new
     */
    int handleNew(String consumer, List<IncomingEvent> events, Consumer<List<IncomingEvent>> work);

    /**
     * Runs the work and remembers the event in one transaction (the caller's, or its own); does nothing for an event it knows.
     *
     * @param consumer the listener's id, for example {@code order-service.payment_status}
     * @return whether the work was run
     */
    boolean once(String consumer, UUID eventId, Runnable work);
}
