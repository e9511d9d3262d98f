package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import shop.payment.domain.Provider;

/** Stores the provider's webhooks: once per event, and what could not be done at once is processed from there. */
public interface WebhookEvents {

    /**
     * Adds an event that is to be processed, unless it is known.
     *
     * @param tryAt when a worker takes it up
     * @return false for an event that is known
     */
    boolean add(WebhookEvent event, Instant now, Instant tryAt);

    /**
     * Adds an event whose effect is in this transaction, unless it is known.
     *
     * @return false for an event that is known: its effect is there, or a worker has it
     */
    boolean addDone(WebhookEvent event, Instant now);

    /** Keeps an event that is left alone, for whoever asks what became of it; a repeat changes nothing. */
    void addIgnored(Provider provider, String id, String type, boolean livemode, String detail, Instant now);

    /** Takes one event that is due, and puts off its next turn, each time twice as long, in case this one comes to nothing. */
    Optional<Claimed> claimDue(Instant now, Duration first, Duration longest);

    void done(String id);

    void giveUp(String id);

    /**
     * Deletes some of the events that were received before that time and need no more work.
     *
     * @return how many, at most the limit
     */
    int purge(Instant before, int limit);

    /**
     * Deletes some of the events that were received before that time and were given up.
     *
     * @return how many, at most the limit
     */
    int purgeGivenUp(Instant before, int limit);

    /**
     * An event to be processed.
     *
     * @param tries how often it was taken, this time included
     */
    record Claimed(WebhookEvent event, int tries) {}
}
