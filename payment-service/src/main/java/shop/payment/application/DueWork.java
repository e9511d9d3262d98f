package shop.payment.application;

import java.time.Instant;
import java.util.Map;

/** Says when there is work to be done, for all kinds of work at once, so that no worker has to look for its own. */
@FunctionalInterface
public interface DueWork {

    /** When the next piece of each kind is due; what has none is left out. */
    Map<JobTrigger.Job, Instant> next();
}
