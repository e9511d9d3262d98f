package shop.payment.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftId;
import shop.payment.domain.DriftKind;
import shop.payment.domain.PaymentId;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Keeps what reconciliations found. */
public interface Drifts {

    /**
     * Puts a drift down, or that it was found again. One that was repaired or gone before is open again, and so is one that was
     * acknowledged with other sums; as long as it is the same it stays acknowledged.
     */
    Recorded record(Drift drift, long run, Instant now);

    Optional<Recorded> find(DriftId id);

    /** A repair was begun; what comes of it is another matter. */
    void tried(DriftId id);

    /**
     * The repair was made.
     *
     * @param by null for the job itself
     */
    void repaired(DriftId id, @Nullable UserId by, Instant now);

    /**
     * Somebody takes note of an open drift.
     *
     * @param reason for the audit log
     * @return false if it is not open
     */
    boolean acknowledge(DriftId id, String reason);

    /**
     * What is open and was not found by this run is gone; only for a run that saw everything.
     *
     * @param full whether it looked back as far as it can; another one only says of payments that differed from the ledger whether they
     *     still do
     */
    void endUnseen(long run, boolean full);

    /**
     * Deletes some of those that are over and were last seen before that time.
     *
     * @return how many, at most the limit
     */
    int purge(Instant before, int limit);

    /** When the oldest open drift came about: a full run has to look back that far. */
    Optional<Instant> oldestOpen();

    /**
     * When the oldest drift came about of which the next run has to see whether it is repaired: one that was repaired since then, or that
     * the job itself still tries to repair.
     *
     * @param kinds those that the job repairs
     */
    Optional<Instant> oldestPending(Collection<DriftKind> kinds, int mostTries, Instant since);

    /** The payments of open drifts between payment and ledger, at most that many. */
    List<PaymentId> openInLedger(int limit);

    /** How many are open. */
    long countOpen();

    /** Those that are open, and then those that are acknowledged or were repaired since; the latest first. */
    PageBody<Recorded> page(Instant repairedSince, PageQuery query);

    /**
     * A drift as it is kept.
     *
     * @param tries how many repairs were begun
     * @param repairedBy null where the job did it
     */
    record Recorded(
            DriftId id,
            Drift drift,
            State state,
            Instant firstSeen,
            Instant lastSeen,
            int tries,
            @Nullable Instant repairedAt,
            @Nullable UserId repairedBy) {}

    enum State {
        OPEN,
        /** Somebody has taken note of it, and found that nothing has to be repaired here. */
        ACKNOWLEDGED,
        REPAIRED,
        /** Not found any more, and nobody repaired it here. */
        GONE
    }
}
