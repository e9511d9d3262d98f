package shop.payment.application;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Shows what the comparison of the records came to, and has it made anew. */
@Service
public class FindReconciliation {

    private final Reconciliations reconciliations;
    private final Drifts drifts;
    private final JobTrigger jobs;
    private final Clock clock;

    FindReconciliation(Reconciliations reconciliations, Drifts drifts, JobTrigger jobs, Clock clock) {
        this.reconciliations = reconciliations;
        this.drifts = drifts;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** The last run with the drifts that are open, and those that were repaired since it began. */
    @Transactional(readOnly = true)
    public Report report(PageQuery query) {
        var last = reconciliations.last();
        var since = last.map(Reconciliations.Run::startedAt).orElse(Instant.EPOCH);
        return new Report(last, reconciliations.nextAt(), drifts.page(since, query));
    }

    /** Requests a comparison as soon as an instance is free for it. */
    @Transactional
    public void request() {
        reconciliations.request(clock.instant());
        jobs.trigger(JobTrigger.Job.RECONCILIATION);
    }

    /** What the comparison of the records came to. */
    public record Report(Optional<Reconciliations.Run> last, Instant nextAt, PageBody<Drifts.Recorded> drifts) {}
}
