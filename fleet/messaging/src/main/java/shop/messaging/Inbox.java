package shop.messaging;

import java.util.UUID;

/** Remembers which events a consumer has handled, in the transaction of their effect. */
public interface Inbox {

    /**
     * Runs the work and remembers the event in one transaction (the caller's, or its own); does nothing for an event it knows.
     *
     * @param consumer the listener's id, for example {@code order-service.payment_status}
     * @return whether the work was run
     */
    boolean once(String consumer, UUID eventId, Runnable work);
}
