package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The timetable of reconciliations, shared by all instances, and the record of each. */
public interface Reconciliations {

    /**
     * Takes the next run if it is due and nobody is at it.
     *
     * @param every when the one after that is due
     * @param lease for how long nobody else takes one, unless {@link #renew}ed; a crash costs no more than that
     * @return the run
     */
    Optional<Claimed> claimDue(Instant now, Duration every, Duration lease);

    /** Goes on with a run, for another lease. */
    void renew(long run, Instant until);

    /** Has a full run begin as soon as somebody is free for it. */
    void request(Instant now);

    /**
     * Puts down what the run came to, and lets the next one begin when it is due.
     *
     * @param nextFull when a full one is due again, if this one was full and saw everything
     */
    void end(Claimed run, Result result, Instant nextFull, Instant now);

    /** Up to when the last run that saw everything saw it; empty if there was none. */
    Optional<Instant> comparedTo();

    /** The last run that came to its end. */
    Optional<Run> last();

    /** When the next run is due. */
    Instant nextAt();

    /**
     * What a run came to.
     *
     * @param from how far it looked back
     * @param to up to when changes were looked at
     * @param unavailable which records could not be read, so that nothing is known of them
     */
    record Result(Instant from, Instant to, Counts compared, List<String> unavailable) {}

    /**
     * A run that was taken.
     *
     * @param full whether it looks back as far as it can, and not only to where the last one ended
     */
    record Claimed(long number, boolean full) {}

    /** How many entries of each book were held against the others. */
    record Counts(long orders, long holds, long providerPayments, long providerRefunds) {}

    /** A run that came to its end. */
    record Run(long number, Instant startedAt, Instant endedAt, Result result) {}
}
