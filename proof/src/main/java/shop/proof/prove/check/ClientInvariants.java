package shop.proof.prove.check;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.Intent;
import shop.proof.prove.history.Outcome;

/** What clients were answered, held against what the stores say. */
final class ClientInvariants {

    private static final Set<String> CAPTURED = Set.of("PAID", "PARTIALLY_REFUNDED", "REFUNDED");
    private static final int PAYMENT_REQUIRED = 402;
    private static final int UNAVAILABLE = 503;

    /** Other paths are those of the providers' sandboxes, which fail on purpose. */
    private static final String API = "/api/";

    private ClientInvariants() {}

    /** Every 201 of an order is a stored order, with the owner and the total that its buyer was answered. */
    static void noAcknowledgedOrderIsLost(Evidence evidence, Findings findings) throws Exception {
        var orders = byId(evidence.rows(Store.ORDERS, "SELECT id, customer_id, total_minor, currency FROM orders"));
        for (var call : acknowledgedOrders(evidence)) {
            var facts = call.facts();
            var order = orders.get(facts.order());
            if (order == null) {
                findings.require(false, "order " + facts.order() + " is not stored: " + call.brief());
                continue;
            }
            findings.require(
                    order.text("customer_id").equals(call.userId())
                            && order.number("total_minor") == facts.amountMinor()
                            && order.text("currency").equals(facts.currency()),
                    "order %s is stored as %s's with %d %s (expected: %s's with %d %s): %s"
                            .formatted(
                                    facts.order(),
                                    order.text("customer_id"),
                                    order.number("total_minor"),
                                    order.text("currency"),
                                    call.userId(),
                                    facts.amountMinor(),
                                    facts.currency(),
                                    call.brief()));
        }
    }

    /** One key makes one order: in the store, where each order carries its key, and in what the client was answered. */
    static void noKeyMakesTwoOrders(Evidence evidence, Findings findings) throws Exception {
        for (var keyed : evidence.rows(Store.ORDERS, """
                SELECT ship_line2 AS key, count(*) AS orders, string_agg(id::text, ', ') AS ids FROM orders
                 WHERE ship_line2 IS NOT NULL GROUP BY customer_id, ship_line2""")) {
            findings.require(
                    keyed.number("orders") == 1,
                    "key " + keyed.text("key") + " has made " + keyed.number("orders") + " orders (expected: 1): "
                            + keyed.text("ids"));
        }
        findings.checked(KeyedCalls.byKey(evidence.log().calls()).size());
        KeyedCalls.severalResults(evidence.log().calls()).forEach(findings::violated);
    }

    /** A request whose outcome was unknown has one now, the same for every repeat; what was refused was not done. */
    static void unknownOutcomesResolve(Evidence evidence, Findings findings) throws Exception {
        var stored =
                evidence
                        .rows(Store.ORDERS, "SELECT ship_line2 AS key FROM orders WHERE ship_line2 IS NOT NULL")
                        .stream()
                        .map(row -> row.text("key"))
                        .collect(Collectors.toSet());
        var byKey = KeyedCalls.byKey(evidence.log().calls());
        findings.checked(byKey.size());
        findings.note(byKey.values().stream()
                        .filter(calls -> calls.stream().anyMatch(Call::isUnknown))
                        .count()
                + " keys were of unknown outcome at first");
        KeyedCalls.unresolved(evidence.log().calls(), stored::contains).forEach(findings::violated);
    }

    /** Nobody sees an order or a payment go back to a state of before. */
    static void readsAreMonotone(Evidence evidence, Findings findings) {
        var reads = evidence.log()
                .where(Call::isAcknowledged)
                .filter(call -> call.facts().version() > 0 && !call.userId().isEmpty())
                .collect(Collectors.groupingBy(
                        call -> call.userId() + " of " + object(call), LinkedHashMap::new, Collectors.toList()));
        reads.forEach((reader, calls) -> {
            if (!object(calls.getFirst()).isEmpty()) {
                MonotoneReads.flaws(calls).forEach(flaw -> findings.violated("reads of " + reader + ": " + flaw));
                findings.checked(calls.size());
            }
        });
    }

    /** What is down is answered by the shop with 503 and a code, whatever struck; any other 5xx is a case that nobody thought of. */
    static void failuresAreAnnounced(Evidence evidence, Findings findings) {
        var answered = evidence.log()
                .where(call -> call.outcome() == Outcome.ANSWERED && call.path().startsWith(API))
                .toList();
        findings.checked(answered.size());
        answered.stream()
                .filter(call -> call.status() >= 500
                        && (call.status() != UNAVAILABLE || call.code().isEmpty()))
                .forEach(call -> findings.violated(call.brief()));
    }

    /** What a client was answered stays true: the step that it saw was taken, the money that it saw moved, the change that it made is there. */
    static void whatClientsWereAnsweredStaysTrue(Evidence evidence, Findings findings) throws Exception {
        orderStatesWereTaken(evidence, findings);
        paymentsWereTold(evidence, findings);
        accountsAndCancellations(evidence, findings);
        changesOfStaff(evidence, findings);
    }

    /** The card was charged within the request, so the order was known to wait for its payment then; staff or its buyer may call it off later. */
    static void noPaidOrderExpires(Evidence evidence, Findings findings) throws Exception {
        var orders = byId(evidence.rows(Store.ORDERS, "SELECT id, status FROM orders"));
        for (var call : evidence.log().where(Call::isAcknowledged).toList()) {
            if (call.intent() == Intent.PAY && call.facts().status().equals("PAID")) {
                var order = orders.get(call.facts().order());
                findings.require(
                        order != null && !order.text("status").equals("EXPIRED"),
                        "order %s was paid and is %s: %s"
                                .formatted(
                                        call.facts().order(),
                                        order == null ? "not stored" : order.text("status"),
                                        call.brief()));
            }
        }
    }

    private static void orderStatesWereTaken(Evidence evidence, Findings findings) throws Exception {
        var steps = new HashMap<String, Row>();
        for (var step :
                evidence.rows(Store.ORDERS, "SELECT order_id, version, status, payment_status FROM order_step")) {
            steps.put(step.text("order_id") + " " + step.number("version"), step);
        }
        for (var call : evidence.log()
                .where(Call::isAcknowledged)
                .filter(call -> !call.facts().order().isEmpty()
                        && call.facts().version() > 0
                        && !call.facts().paymentStatus().isEmpty())
                .toList()) {
            var facts = call.facts();
            var step = steps.get(facts.order() + " " + facts.version());
            findings.require(
                    step != null
                            && step.text("status").equals(facts.status())
                            && step.text("payment_status").equals(facts.paymentStatus()),
                    "order %s was seen as %s and %s at version %d, which the timeline has as %s: %s"
                            .formatted(
                                    facts.order(),
                                    facts.status(),
                                    facts.paymentStatus(),
                                    facts.version(),
                                    step == null ? "nothing" : step.text("status") + " " + step.text("payment_status"),
                                    call.brief()));
        }
    }

    private static void paymentsWereTold(Evidence evidence, Findings findings) throws Exception {
        var payments = byId(evidence.rows(Store.PAYMENTS, "SELECT id, order_id, state, amount_minor FROM payment"));
        var keyless = evidence.rows(Store.PAYMENTS, "SELECT id, amount_minor, reason, state FROM refund");
        var refunds = byId(keyless);
        for (var call : evidence.log().where(Call::isAcknowledged).toList()) {
            var facts = call.facts();
            if (call.intent() == Intent.PAY || call.intent() == Intent.READ_PAYMENT) {
                var payment = payments.get(facts.payment());
                findings.require(
                        payment != null
                                && payment.number("amount_minor") == facts.amountMinor()
                                && (!CAPTURED.contains(facts.status()) || CAPTURED.contains(payment.text("state"))),
                        "payment %s was %s of %d and is %s: %s"
                                .formatted(
                                        facts.payment(),
                                        facts.status(),
                                        facts.amountMinor(),
                                        payment == null
                                                ? "not stored"
                                                : payment.text("state") + " of " + payment.number("amount_minor"),
                                        call.brief()));
            } else if (call.intent() == Intent.REFUND) {
                var refund = refunds.get(facts.refund());
                findings.require(
                        refund != null && refund.number("amount_minor") == facts.amountMinor(),
                        "refund %s of %d is %s: %s"
                                .formatted(
                                        facts.refund(),
                                        facts.amountMinor(),
                                        refund == null ? "not stored" : "of " + refund.number("amount_minor"),
                                        call.brief()));
            }
        }
        var byReason =
                keyless.stream().collect(Collectors.groupingBy(row -> row.text("reason"), Collectors.counting()));
        evidence.log()
                .of(Intent.REFUND)
                .map(Call::key)
                .distinct()
                .forEach(key -> findings.require(
                        byReason.getOrDefault(key, 0L) <= 1,
                        "key " + key + " has made " + byReason.get(key) + " refunds (expected: 1 at most)"));
        declinesTookNothing(evidence, findings);
    }

    /** A decline says that this request took no money; the order may have been paid by another one. */
    private static void declinesTookNothing(Evidence evidence, Findings findings) throws Exception {
        var attempts = evidence.rows(Store.PAYMENTS, "SELECT order_id, state FROM payment").stream()
                .collect(Collectors.groupingBy(
                        row -> row.text("order_id"),
                        Collectors.mapping(row -> row.text("state"), Collectors.toList())));
        for (var call : evidence.log()
                .of(Intent.PAY)
                .filter(call -> call.status() == PAYMENT_REQUIRED)
                .toList()) {
            findings.require(
                    attempts.getOrDefault(call.facts().order(), List.of()).contains("FAILED"),
                    "a declined payment of order " + call.facts().order() + " is not stored as FAILED: "
                            + call.brief());
        }
    }

    private static void accountsAndCancellations(Evidence evidence, Findings findings) throws Exception {
        var accounts = byId(evidence.rows(Store.USERS, "SELECT id FROM accounts"));
        for (var call :
                evidence.log().of(Intent.SIGN_UP).filter(Call::isAcknowledged).toList()) {
            findings.require(
                    accounts.containsKey(call.facts().account()),
                    "account " + call.facts().account() + " is not stored: " + call.brief());
        }
        var orders = byId(evidence.rows(Store.ORDERS, "SELECT id, status FROM orders"));
        for (var call :
                evidence.log().of(Intent.CANCEL).filter(Call::isAcknowledged).toList()) {
            var order = orders.get(call.facts().order());
            findings.require(
                    order != null && order.text("status").equals("CANCELLED"),
                    "order %s was cancelled and is %s: %s"
                            .formatted(
                                    call.facts().order(),
                                    order == null ? "not stored" : order.text("status"),
                                    call.brief()));
        }
    }

    private static void changesOfStaff(Evidence evidence, Findings findings) throws Exception {
        var adjusted = evidence.rows(Store.INVENTORY, """
                        SELECT reason, count(*) AS times, sum(on_hand_change) AS pieces FROM movement
                         WHERE kind = 'ADJUSTED' AND reason IS NOT NULL GROUP BY reason""").stream()
                .collect(Collectors.toMap(row -> row.text("reason"), Function.identity()));
        KeyedCalls.byKey(evidence.log().of(Intent.ADJUST_STOCK).toList()).forEach((key, calls) -> {
            var stored = adjusted.get(key);
            var times = stored == null ? 0 : stored.number("times");
            var first = calls.getFirst();
            var acknowledged = calls.stream().anyMatch(Call::isAcknowledged);
            findings.require(
                    acknowledged ? times == 1 : times <= 1,
                    "adjustment %s of product %s was made %d times (expected: %s)"
                            .formatted(key, first.facts().product(), times, acknowledged ? "once" : "at most once"));
            if (stored != null) {
                findings.require(
                        stored.number("pieces") == first.facts().amountMinor() * times,
                        "adjustment %s of product %s was of %d pieces (expected: %d)"
                                .formatted(
                                        key,
                                        first.facts().product(),
                                        stored.number("pieces"),
                                        first.facts().amountMinor()));
            }
        });
        var products = evidence.rows(Store.ORDERS, "SELECT product_id AS id, version FROM product_copy").stream()
                .collect(Collectors.toMap(row -> row.text("id"), row -> row.number("version")));
        for (var call : evidence.log()
                .where(Call::isAcknowledged)
                .filter(call -> call.intent() == Intent.CREATE_PRODUCT || call.intent() == Intent.CHANGE_PRICE)
                .toList()) {
            var known = products.getOrDefault(call.facts().product(), 0L);
            findings.require(
                    known >= call.facts().version(),
                    "product %s is known in version %d (expected: %d or later): %s"
                            .formatted(
                                    call.facts().product(), known, call.facts().version(), call.brief()));
        }
    }

    /** Nobody is logged in by a token that was given back, and of one login one token at most is good. */
    static void sessionsEnd(Evidence evidence, Findings findings) throws Exception {
        for (var session : evidence.rows(Store.USERS, """
                SELECT session_id, count(*) FILTER (WHERE used_at IS NULL) AS live FROM refresh_tokens GROUP BY session_id""")) {
            findings.require(
                    session.number("live") <= 1,
                    "session " + session.text("session_id") + " has " + session.number("live") + " live tokens");
        }
        var ended = evidence.rows(Store.USERS, """
                        SELECT encode(t.hash, 'hex') AS hash, s.ended_at IS NOT NULL AS ended
                          FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id""").stream()
                .collect(Collectors.toMap(row -> row.text("hash"), row -> row.flag("ended")));
        var loggedOut = evidence.log()
                .of(Intent.LOG_OUT)
                .filter(Call::isAcknowledged)
                .map(call -> call.facts().session())
                .collect(Collectors.toSet());
        loggedOut.forEach(hash -> findings.require(
                ended.getOrDefault(hash, true), "the session of token " + hash + " was ended and lives"));
        for (var call : evidence.log()
                .of(Intent.LOG_IN)
                .filter(Call::isAcknowledged)
                .filter(call -> !call.facts().session().isEmpty())
                .toList()) {
            findings.require(
                    ended.containsKey(call.facts().session()),
                    "the session that " + call.brief() + " opened is not stored");
        }
    }

    private static List<Call> acknowledgedOrders(Evidence evidence) {
        return evidence.log()
                .where(Call::isAcknowledged)
                .filter(call -> call.intent().isOrder())
                .toList();
    }

    /** What a response with a version was about; empty for what changes by more than one service's doing. */
    private static String object(Call call) {
        return switch (call.intent()) {
            case ORDER, FLASH_ORDER, READ_ORDER, CANCEL, SHIP, REVIEW ->
                "order " + call.facts().order();
            case PAY, READ_PAYMENT -> "payment " + call.facts().payment();
            default -> "";
        };
    }

    private static Map<String, Row> byId(List<Row> rows) {
        return rows.stream().collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
    }
}
