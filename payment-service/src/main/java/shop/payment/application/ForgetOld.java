package shop.payment.application;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets what nobody needs any more, in batches that hold no lock for long; any number of instances may do so at once. What still waits, or
 * for a person, stays however old it is.
 */
@Service
public class ForgetOld {

    private static final int AT_ONCE = 500;

    private final WebhookEvents events;
    private final Drifts drifts;
    private final TransactionOperations transactions;
    private final RetentionPolicy policy;
    private final Clock clock;

    ForgetOld(
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
     * Forgets one batch of each kind.
     *
     * @return whether there may be more
     */
    public boolean forgetNext() {
        var now = clock.instant();
        var forgotten = List.<IntSupplier>of(
                () -> events.forget(now.minus(policy.webhooks()), AT_ONCE),
                () -> events.forgetGivenUp(now.minus(policy.givenUpWebhooks()), AT_ONCE),
                () -> drifts.forget(now.minus(policy.drifts()), AT_ONCE));
        // Each, although the first one has more: none waits for another.
        return forgotten.stream()
                        .mapToInt(batch -> Objects.requireNonNull(transactions.execute(_ -> batch.getAsInt())))
                        .max()
                        .orElseThrow()
                == AT_ONCE;
    }
}
