package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Stores what the provider told us, to be worked off from there. */
public interface WebhookEvents {

    /**
     * Adds an event unless it is known.
     *
     * @param relevant whether it has to be worked off
     * @return false for an event that is known
     */
    boolean add(WebhookEvent event, boolean relevant, Instant now);

    /** Takes one event that is due, and puts off its next turn, each time twice as long, in case this one comes to nothing. */
    Optional<Claimed> claimDue(Instant now, Duration first, Duration longest);

    void done(String id);

    void giveUp(String id);

    /**
     * Forgets some of the events that were received before that time and need no more work.
     *
     * @return how many, at most the limit
     */
    int forget(Instant before, int limit);

    /**
     * An event to be worked off.
     *
     * @param tries how often it was taken, this time included
     */
    record Claimed(WebhookEvent event, int tries) {}
}
