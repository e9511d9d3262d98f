package shop.proof.prove.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import shop.proof.prove.check.Stores.Store;

/** Waits, for a bounded time, until nothing is under way any more in a shop that nobody uses and nothing strikes. */
public final class Quiesce {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Longer than a look at all invariants takes on a busy machine, and than the reservations of a run with faults. */
    private static final Duration TIMERS_WITHIN = Duration.ofMinutes(4);

    /** What is not found at rest once may only be seen in between; so often in a row it is. */
    private static final int LOOKS_IN_A_ROW = 2;

    private Quiesce() {}

    /**
     * Looks until everything rests.
     *
     * @return what does not rest after that time, which the checker finds again as a violation; nothing if all is at rest
     */
    public static List<String> await(Evidence evidence, Duration atMost) {
        var restless = new AtomicReference<>(List.of("nothing was looked at"));
        var atRest = new int[1];
        try {
            Awaitility.await("the shop to be at rest")
                    .atMost(atMost)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        restless.set(look(evidence));
                        atRest[0] = restless.get().isEmpty() ? atRest[0] + 1 : 0;
                        return atRest[0] >= LOOKS_IN_A_ROW;
                    });
        } catch (ConditionTimeoutException _) {
            // What was seen last says why.
        }
        return restless.get();
    }

    private static List<String> look(Evidence known) throws Exception {
        var evidence = known.fresh();
        var restless = new ArrayList<String>();
        for (var store : Store.values()) {
            note(
                    restless,
                    "events in the outbox of " + store,
                    () -> evidence.count(store, "SELECT count(*) FROM outbox"));
        }
        note(restless, "events in outboxes", () -> {
            var outboxes = evidence.get("/api/admin/outbox").json();
            return outboxes.path("items")
                            .valueStream()
                            .mapToLong(outbox -> outbox.path("pending").asLong())
                            .sum()
                    + outboxes.path("unavailable").size();
        });
        note(
                restless,
                "records not consumed",
                () -> evidence.reader().lags().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        note(
                restless,
                "webhooks not delivered",
                () -> evidence.provider().at("/webhooks/pending").asLong());
        note(restless, "paid orders not confirmed, ended orders not refunded", () -> evidence.count(Store.ORDERS, """
                SELECT count(*) FROM orders WHERE status = 'PENDING' AND payment_status = 'PAID'
                    OR status IN ('CANCELLED', 'EXPIRED') AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED') AND NOT disputed"""));
        note(restless, "payments, refunds and webhooks under way", () -> evidence.count(Store.PAYMENTS, """
                SELECT (SELECT count(*) FROM payment p JOIN payable_order o ON o.order_id = p.order_id
                         WHERE p.state = 'STARTING'
                            OR p.state IN ('PROCESSING', 'REQUIRES_ACTION') AND o.closed_as IS NOT NULL)
                     + (SELECT count(*) FROM refund WHERE state = 'PENDING')
                     + (SELECT count(*) FROM webhook_event WHERE state = 'PENDING')"""));
        note(restless, "orders and holds that a timer ends within minutes", () -> endingSoon(evidence));
        note(
                restless,
                "mails not sent",
                () -> evidence.get("/api/notifications/deliveries?size=1&state=PENDING")
                        .number("totalItems"));
        return restless;
    }

    /**
     * What a timer is about to end is not at rest: its events would be seen on their way. Those that have more time left, in a shop with
     * reservations as long as in earnest, stay as they are while they are looked at.
     */
    private static long endingSoon(Evidence evidence) throws Exception {
        var soon = "now() + make_interval(secs => " + TIMERS_WITHIN.toSeconds() + ")";
        var orders = evidence.count(
                Store.ORDERS, "SELECT count(*) FROM orders WHERE status = 'PENDING' AND reserved_until < " + soon);
        // Stock that is kept for a review has no time to run out.
        var reviewed = evidence.rows(Store.ORDERS, "SELECT id FROM orders WHERE status = 'ON_HOLD'").stream()
                .map(order -> order.text("id"))
                .collect(Collectors.toSet());
        var holds = evidence
                .rows(Store.INVENTORY, "SELECT order_id AS id FROM hold WHERE state = 'HELD' AND expires_at < " + soon)
                .stream()
                .filter(hold -> !reviewed.contains(hold.text("id")))
                .count();
        return orders + holds;
    }

    private static void note(List<String> restless, String what, Callable<Long> count) {
        try {
            var left = count.call();
            if (left != 0) {
                restless.add(left + " " + what);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            restless.add(what + ": interrupted");
        } catch (Exception | AssertionError failed) {
            restless.add(what + ": cannot be seen, " + failed);
        }
    }
}
