package shop.order.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.application.Orders.Deadline;
import shop.order.domain.OrderId;

/**
 * Ends orders that nobody paid in time, and none unasked: news of a payment may be late, so payment-service says first that no attempt to
 * pay is open or has taken money. Until it does the order waits, however long; its stock is held by inventory-service, which asks about
 * the order before it frees any. One thread looks at a time; several instances may.
 */
@Service
public class ExpireOrders {

    private static final Logger log = LoggerFactory.getLogger(ExpireOrders.class);

    private final Orders orders;
    private final PaymentAttemptClient attempts;
    private final TransactionOperations transactions;
    private final OrderPolicy policy;
    private final ExpiryPolicy expiry;
    private final Clock clock;

    /** Orders past their deadline that cannot be ended now; lost at a restart, which asks about all of them at once. */
    private final Map<OrderId, Waiting> waiting = new HashMap<>();

    private final AtomicInteger overdue = new AtomicInteger();

    ExpireOrders(
            Orders orders,
            PaymentAttemptClient attempts,
            TransactionOperations transactions,
            OrderPolicy policy,
            ExpiryPolicy expiry,
            Clock clock,
            MeterRegistry meters) {
        this.orders = orders;
        this.attempts = attempts;
        this.transactions = transactions;
        this.policy = policy;
        this.expiry = expiry;
        this.clock = clock;
        Gauge.builder("orders.expiry.overdue", overdue, AtomicInteger::get)
                .description(
                        "Unpaid orders long past their deadline that are not ended, since an attempt to pay is open"
                                + " or payment-service cannot be asked")
                .register(meters);
    }

    /**
     * Ends all orders that are due and may end.
     *
     * @return when to look again. An order placed after this look has a deadline later than that, or is found by the next look
     */
    public Instant expire() {
        var now = clock.instant();
        var due = new ArrayList<Deadline>();
        var next = look(now, due);
        waiting.keySet().retainAll(due.stream().map(Deadline::order).toList());
        end(due, now);
        alert(now);
        var soonest = waiting.values().stream()
                .map(Waiting::askAgainAt)
                .filter(next::isAfter)
                .min(Instant::compareTo)
                .orElse(next);
        var shortest = now.plus(expiry.pause());
        return soonest.isBefore(shortest) ? shortest : soonest;
    }

    /** Collects what is due and says when the next one will be. */
    private Instant look(Instant now, List<Deadline> due) {
        var latest = now.minus(expiry.settle());
        var shortest = now.plus(expiry.pause());
        var longest = now.plus(
                policy.reservation().compareTo(expiry.longestPause()) < 0
                        ? policy.reservation()
                        : expiry.longestPause());
        @Nullable Deadline after = null;
        List<Deadline> page;
        do {
            page = orders.deadlines(after, expiry.batch());
            for (var deadline : page) {
                if (deadline.at().isAfter(latest)) {
                    var next = deadline.at().plus(expiry.settle());
                    return next.isBefore(shortest) ? shortest : next.isBefore(longest) ? next : longest;
                }
                due.add(deadline);
                after = deadline;
            }
        } while (page.size() == expiry.batch());
        return longest.isBefore(shortest) ? shortest : longest;
    }

    private void end(List<Deadline> due, Instant now) {
        var ended = new ArrayList<OrderId>();
        for (var position = 0; position < due.size(); position++) {
            var deadline = due.get(position);
            try {
                if (mayEnd(deadline, now)) {
                    ended.add(deadline.order());
                }
            } catch (DependencyUnavailableException down) {
                log.info("{} orders that are due wait: {}", due.size() - position, down.getMessage());
                // The next look begins with another one, should this one be the reason.
                wait(deadline, now);
                due.subList(position + 1, due.size())
                        .forEach(left ->
                                waiting.putIfAbsent(left.order(), new Waiting(left.at(), now, expiry.pause(), false)));
                break;
            }
            if (ended.size() == expiry.batch()) {
                endAll(ended, now);
                ended.clear();
            }
        }
        if (!ended.isEmpty()) {
            endAll(ended, now);
        }
    }

    private boolean mayEnd(Deadline deadline, Instant now) {
        var known = waiting.get(deadline.order());
        if (known != null && known.askAgainAt().isAfter(now)) {
            return false;
        }
        if (attempts.anyOpenOrPaid(deadline.order())) {
            wait(deadline, now);
            return false;
        }
        waiting.remove(deadline.order());
        return true;
    }

    private void wait(Deadline deadline, Instant now) {
        waiting.merge(
                deadline.order(),
                new Waiting(deadline.at(), now.plus(expiry.pause()), expiry.pause(), false),
                (known, _) -> known.askAgainAt().isAfter(now) ? known : known.longer(now, expiry.longestPause()));
    }

    private void endAll(List<OrderId> ended, Instant now) {
        transactions.executeWithoutResult(_ -> {
            var due = orders.lockDue(ended, now);
            due.forEach(order -> order.expire(now));
            if (!due.isEmpty()) {
                orders.saveAll(due);
            }
        });
    }

    private void alert(Instant now) {
        var late = 0;
        for (var entry : waiting.entrySet()) {
            var one = entry.getValue();
            if (one.deadline().plus(expiry.alertAfter()).isAfter(now)) {
                continue;
            }
            late++;
            if (!one.alerted()) {
                log.error(
                        "Order {} should have been paid until {} and cannot be ended: an attempt to pay it is open or has taken"
                                + " money, or payment-service has not answered since",
                        entry.getKey().value(),
                        one.deadline());
                entry.setValue(new Waiting(one.deadline(), one.askAgainAt(), one.pause(), true));
            }
        }
        overdue.set(late);
    }

    private record Waiting(Instant deadline, Instant askAgainAt, Duration pause, boolean alerted) {

        Waiting longer(Instant now, Duration longest) {
            var doubled = pause.multipliedBy(2);
            var longer = doubled.compareTo(longest) < 0 ? doubled : longest;
            return new Waiting(deadline, now.plus(longer), longer, alerted);
        }
    }
}
