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
     * @return the number of the run
     */
    Optional<Long> claimDue(Instant now, Duration every, Duration lease);

    /** Goes on with a run, for another lease. */
    void renew(long run, Instant until);

    /** Has a run begin as soon as somebody is free for it. */
    void request(Instant now);

    /** Puts down what the run came to, and lets the next one begin when it is due. */
    void end(long run, Result result, Instant now);

    /** The last run that came to its end. */
    Optional<Run> last();

    /** When the next run is due. */
    Instant nextAt();

    /**
     * What a run came to.
     *
     * @param from how far it looked back
     * @param unavailable which books could not be read, so that nothing is known of them
     */
    record Result(Instant from, Counts compared, List<String> unavailable) {}

    /** How many entries of each book were held against the others. */
    record Counts(long orders, long holds, long providerPayments, long providerRefunds) {}

    /** A run that came to its end. */
    record Run(long number, Instant startedAt, Instant endedAt, Result result) {}
}
