package shop.inventory.application;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;

/**
 * Compares stock with the movements that explain it. What was compared is remembered, so that the next comparison begins there, and one
 * instance at a time compares, by the clock of the store.
 */
public interface Ledger {

    /**
     * Begins a check for all instances.
     *
     * @param force also if none is due, or another instance is at one, which then gives it up
     * @param lease how long until another instance may begin one if this one does not renew its lease
     * @return empty if there is nothing to do
     */
    Optional<Check> begin(boolean force, Duration lease);

    /**
     * Compares a page of products as they are at one moment, in the order of their ids, and remembers those that add up.
     *
     * @param after the last product of the page before; null for the first page
     * @return empty if somebody else has taken the check over
     */
    Optional<Page> compare(Check check, @Nullable ProductId after, int limit, Duration lease);

    /**
     * Stores what a check has found, unless somebody else has taken it over.
     *
     * @param drifts the first of {@code driftsTotal}
     */
    void end(Check check, long products, long driftsTotal, List<Drift> drifts, LedgerPolicy policy);

    /** What the last check has found, whichever instance made it; empty before the first. */
    Optional<Report> last();

    /**
     * A check that has begun.
     *
     * @param full whether all movements are read, not only those since the last check
     */
    record Check(UUID lease, boolean full) {}

    /**
     * What was compared.
     *
     * @param last the last product of this page; null if there was none
     */
    record Page(int products, @Nullable ProductId last, List<Drift> drifts) {}

    /**
     * What a check found.
     *
     * @param products how many were compared
     * @param drifts the first of {@code driftsTotal}
     */
    record Report(Instant checkedAt, long products, long driftsTotal, List<Drift> drifts) {

        public Report {
            drifts = List.copyOf(drifts);
        }
    }
}
