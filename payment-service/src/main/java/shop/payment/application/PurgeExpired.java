package shop.payment.application;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Deletes what nobody needs any more, in batches that hold no lock for long; any number of instances may do so at once. What still waits, or
 * for a person, stays however old it is.
 */
@Service
public class PurgeExpired {

    private static final int AT_ONCE = 500;

    private final WebhookEvents events;
    private final Drifts drifts;
    private final TransactionOperations transactions;
    private final RetentionPolicy policy;
    private final Clock clock;

    PurgeExpired(
            WebhookEvents events,
            Drifts drifts,
            TransactionOperations transactions,
            RetentionPolicy policy,
            Clock clock) {
        this.events = events;
        this.drifts = drifts;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Deletes one batch of each kind.
     *
     * @return whether there may be more
     */
    public boolean purgeNext() {
        var now = clock.instant();
        var forgotten = List.<IntSupplier>of(
                () -> events.purge(now.minus(policy.webhooks()), AT_ONCE),
                () -> events.purgeGivenUp(now.minus(policy.givenUpWebhooks()), AT_ONCE),
                () -> drifts.purge(now.minus(policy.drifts()), AT_ONCE));
        // Each, although the first one has more: none waits for another.
        return forgotten.stream()
                        .mapToInt(batch -> Objects.requireNonNull(transactions.execute(_ -> batch.getAsInt())))
                        .max()
                        .orElseThrow()
                == AT_ONCE;
    }
}
