package shop.proof.prove.selftest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import shop.proof.Broker;
import shop.proof.prove.check.Evidence;
import shop.proof.prove.check.PoisonedRecord;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import shop.proof.prove.history.Outcome;
import shop.proof.prove.selftest.Plant.Planted;

/** The violations: at least one for each invariant, where that invariant looks. */
final class Plants {

    private static final String ANY_ORDER = "SELECT id FROM orders ORDER BY id LIMIT 1";
    private static final String PAID_ORDER =
            "SELECT id FROM orders WHERE payment_status = 'PAID' AND status = 'CONFIRMED' ORDER BY id LIMIT 1";
    private static final String UNPAID_ORDER =
            "SELECT id FROM orders WHERE payment_status = 'UNPAID' ORDER BY id LIMIT 1";

    private static final String PAID_AT_RAZORPAY =
            "SELECT order_id FROM payment WHERE provider = 'RAZORPAY' AND state = 'PAID' ORDER BY order_id LIMIT 1";

    private Plants() {}

    static List<Plant> inTheStores() {
        return List.of(
                answered(
                        1,
                        "an acknowledged order has another total",
                        Store.ORDERS,
                        call -> call.intent().isOrder(),
                        call -> call.facts().order(),
                        "UPDATE orders SET total_minor = total_minor + 1 WHERE id = ?::uuid"),
                answered(
                        1,
                        "an acknowledged order is deleted",
                        Store.ORDERS,
                        call -> call.intent().isOrder(),
                        call -> call.facts().order(),
                        "DELETE FROM orders WHERE id = ?::uuid"),
                sql(2, "a second order has the key of a first one", Store.ORDERS, """
                        SELECT max(id::text) FROM orders WHERE ship_line2 IS NOT NULL
                         GROUP BY customer_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1""", """
                        UPDATE orders SET ship_line2 = (SELECT o.ship_line2 FROM orders o
                         WHERE o.customer_id = orders.customer_id AND o.id <> orders.id AND o.ship_line2 IS NOT NULL LIMIT 1)
                         WHERE id = ?::uuid"""),
                sql(
                        4,
                        "money is kept for a cancelled order",
                        Store.ORDERS,
                        PAID_ORDER,
                        "UPDATE orders SET status = 'CANCELLED' WHERE id = ?::uuid"),
                sql(
                        5,
                        "a charged order is unpaid",
                        Store.ORDERS,
                        PAID_ORDER,
                        "UPDATE orders SET payment_status = 'UNPAID' WHERE id = ?::uuid"),
                sql(
                        5,
                        "an uncharged order is paid",
                        Store.ORDERS,
                        UNPAID_ORDER,
                        "UPDATE orders SET payment_status = 'PAID' WHERE id = ?::uuid"),
                sql(
                        6,
                        "a piece appears on the shelf",
                        Store.INVENTORY,
                        "SELECT product_id FROM stock ORDER BY product_id LIMIT 1",
                        "UPDATE stock SET on_hand = on_hand + 1 WHERE product_id = ?::uuid"),
                sql(
                        6,
                        "a sale is twice in the ledger of movements",
                        Store.INVENTORY,
                        "SELECT product_id FROM movement WHERE kind = 'SOLD' ORDER BY product_id LIMIT 1",
                        """
                        INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change, order_id, moved_at)
                        SELECT product_id, stock_version + 1000000, kind, on_hand_change, held_change, order_id, moved_at
                          FROM movement WHERE kind = 'SOLD' AND product_id = ?::uuid LIMIT 1"""),
                answered(
                        7,
                        "the hold of an ended order is still held",
                        Store.INVENTORY,
                        call -> call.intent() == Intent.CANCEL,
                        call -> call.facts().order(),
                        "UPDATE hold SET state = 'HELD' WHERE order_id = ?::uuid"),
                sql(
                        7,
                        "a paid order's hold was freed",
                        Store.INVENTORY,
                        "SELECT order_id FROM hold WHERE state = 'COMMITTED' ORDER BY order_id LIMIT 1",
                        "UPDATE hold SET state = 'RELEASED' WHERE order_id = ?::uuid"),
                sql(
                        8,
                        "a capture is booked with a penny more",
                        Store.PAYMENTS,
                        "SELECT currency FROM ledger_posting LIMIT 1",
                        """
                        UPDATE ledger_posting SET amount_minor = amount_minor + 1
                         WHERE id = (SELECT min(id) FROM ledger_posting WHERE debit = 'CASH' AND currency = ?)"""),
                sql(
                        8,
                        "more is refunded than was taken",
                        Store.PAYMENTS,
                        "SELECT payment_id FROM refund WHERE state = 'SUCCEEDED' LIMIT 1",
                        "UPDATE refund SET amount_minor = amount_minor + 10000000 WHERE payment_id = ?::uuid"),
                sql(
                        9,
                        "a step of an order was never published",
                        Store.ORDERS,
                        ANY_ORDER,
                        "UPDATE orders SET version = version + 1 WHERE id = ?::uuid"),
                new Plant(9, "an event waits in an outbox", evidence -> {
                    var changed = evidence.stores().update(Store.ORDERS, """
                            INSERT INTO outbox (id, shard, topic, key, envelope, created_at)
                            VALUES (gen_random_uuid(), 0, 'order_status', gen_random_uuid(), '{}', now())""");
                    return new Planted(evidence, changed == 1 ? "outbox of ORDERS" : "");
                }),
                sql(
                        11,
                        "a placed order is not payable",
                        Store.PAYMENTS,
                        "SELECT order_id FROM payable_order ORDER BY order_id LIMIT 1",
                        "DELETE FROM payable_order WHERE order_id = ?::uuid"),
                sql(
                        11,
                        "a payment's last event had no effect",
                        Store.ORDERS,
                        PAID_ORDER,
                        "UPDATE orders SET payment_version = payment_version - 1 WHERE id = ?::uuid"),
                sql(11, "an order was confirmed twice", Store.ORDERS, PAID_ORDER, """
                        INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment, actor, taken_at)
                        SELECT order_id, version + 1000000, status, previous_status, payment_status, fulfillment, actor, taken_at
                          FROM order_step WHERE order_id = ?::uuid AND status = 'CONFIRMED' AND previous_status <> 'CONFIRMED'"""),
                sql(
                        11,
                        "a webhook is stored under another id",
                        Store.PAYMENTS,
                        "SELECT id FROM webhook_event WHERE provider = 'STRIPE' ORDER BY id LIMIT 1",
                        "UPDATE webhook_event SET id = id || '-again' WHERE id = ?"),
                sql(
                        11,
                        "a webhook of Razorpay is stored under another id",
                        Store.PAYMENTS,
                        "SELECT id FROM webhook_event WHERE provider = 'RAZORPAY' ORDER BY id LIMIT 1",
                        "UPDATE webhook_event SET id = id || '-again' WHERE id = ?"),
                sql(
                        11,
                        "a refund is booked twice",
                        Store.PAYMENTS,
                        "SELECT id FROM refund WHERE state = 'SUCCEEDED' ORDER BY id LIMIT 1",
                        """
                        UPDATE ledger_posting SET amount_minor = amount_minor * 2 WHERE refund_id = ?::uuid"""),
                sql(
                        12,
                        "a paid order rests unconfirmed",
                        Store.ORDERS,
                        PAID_ORDER,
                        "UPDATE orders SET status = 'PENDING' WHERE id = ?::uuid"),
                sql(12, "an unpaid order rests after its deadline", Store.ORDERS, UNPAID_ORDER, """
                        UPDATE orders SET status = 'PENDING', reserved_until = now() - interval '1 hour' WHERE id = ?::uuid"""),
                sql(12, "an order rests on hold after its review", Store.ORDERS, UNPAID_ORDER, """
                        UPDATE orders SET status = 'ON_HOLD', held_from = 'PENDING', status_since = now() - interval '3 days'
                         WHERE id = ?::uuid"""),
                sql(
                        12,
                        "a refund rests undecided",
                        Store.PAYMENTS,
                        "SELECT id FROM refund ORDER BY id LIMIT 1",
                        "UPDATE refund SET state = 'PENDING' WHERE id = ?::uuid"),
                sql(
                        12,
                        "a webhook was given up",
                        Store.PAYMENTS,
                        "SELECT id FROM webhook_event ORDER BY id LIMIT 1",
                        "UPDATE webhook_event SET state = 'GIVEN_UP' WHERE id = ?"),
                sql(
                        14,
                        "order-service has another price",
                        Store.ORDERS,
                        "SELECT product_id FROM product_copy ORDER BY product_id LIMIT 1",
                        "UPDATE product_copy SET price_minor = price_minor + 1 WHERE product_id = ?::uuid"),
                sql(
                        14,
                        "the pages show another stock",
                        Store.INVENTORY,
                        "SELECT product_id FROM stock ORDER BY product_id LIMIT 1",
                        "UPDATE stock SET on_hand = on_hand + 1 WHERE product_id = ?::uuid"),
                answered(
                        15,
                        "a session that was ended lives",
                        Store.USERS,
                        call -> call.intent() == Intent.LOG_OUT,
                        call -> call.facts().session(),
                        """
                        UPDATE sessions SET ended_at = NULL, end_reason = NULL
                         WHERE id IN (SELECT session_id FROM refresh_tokens WHERE hash = decode(?, 'hex'))"""),
                new Plant(15, "a login has two live tokens", Plants::secondLiveToken),
                new Plant(18, "an account is shown to nobody", Plants::hiddenAccount),
                answered(
                        19,
                        "a step that a customer saw was never taken",
                        Store.ORDERS,
                        call -> call.facts().status().equals("CONFIRMED"),
                        call -> call.facts().order(),
                        """
                        UPDATE order_step SET status = 'PENDING' WHERE order_id = ?::uuid AND status = 'CONFIRMED'"""),
                answered(
                        19,
                        "a payment that was PAID is FAILED",
                        Store.PAYMENTS,
                        call -> call.intent() == Intent.READ_PAYMENT
                                && call.facts().status().equals("PAID"),
                        call -> call.facts().payment(),
                        """
                        UPDATE payment SET state = 'FAILED', reserved_minor = 0, refunded_minor = 0 WHERE id = ?::uuid"""),
                answered(
                        23,
                        "an order whose payment was PAID is EXPIRED",
                        Store.ORDERS,
                        call -> call.intent() == Intent.PAY
                                && call.facts().status().equals("PAID"),
                        call -> call.facts().order(),
                        "UPDATE orders SET status = 'EXPIRED' WHERE id = ?::uuid"),
                answered(
                        19,
                        "an adjustment of stock was made twice",
                        Store.INVENTORY,
                        call -> call.intent() == Intent.ADJUST_STOCK,
                        Call::key,
                        """
                        INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change, reason, moved_at)
                        SELECT product_id, stock_version + 1000000, kind, on_hand_change, held_change, reason, moved_at
                          FROM movement WHERE reason = ?"""),
                sql(
                        20,
                        "an order is confirmed and its payment failed",
                        Store.ORDERS,
                        PAID_ORDER,
                        "UPDATE orders SET payment_status = 'FAILED' WHERE id = ?::uuid"),
                sql(
                        20,
                        "an order says PAID and its payment says otherwise",
                        Store.PAYMENTS,
                        "SELECT order_id FROM payment WHERE state = 'PAID' ORDER BY order_id LIMIT 1",
                        "UPDATE payment SET state = 'FAILED' WHERE state = 'PAID' AND order_id = ?::uuid"),
                atRazorpay(
                        4,
                        "money that Razorpay took is kept for a cancelled order",
                        "UPDATE orders SET status = 'CANCELLED' WHERE id = ?::uuid"),
                atRazorpay(
                        5,
                        "an order that Razorpay charged is unpaid",
                        "UPDATE orders SET payment_status = 'UNPAID' WHERE id = ?::uuid"),
                sql(
                        21,
                        "a capture at Razorpay is not booked",
                        Store.PAYMENTS,
                        PAID_AT_RAZORPAY,
                        "DELETE FROM ledger_posting WHERE order_id = ?::uuid"),
                sql(
                        21,
                        "a payment is stored as another provider's",
                        Store.PAYMENTS,
                        PAID_AT_RAZORPAY,
                        "UPDATE payment SET provider = 'STRIPE' WHERE order_id = ?::uuid AND provider = 'RAZORPAY'"),
                sql(
                        24,
                        "a risky order was not put on hold",
                        Store.ORDERS,
                        "SELECT order_id FROM risk_assessment WHERE held ORDER BY order_id LIMIT 1",
                        "DELETE FROM order_step WHERE order_id = ?::uuid AND status = 'ON_HOLD' AND actor = 'RISK'"),
                sql(
                        24,
                        "an order is on hold that nothing is said about",
                        Store.ORDERS,
                        "SELECT order_id FROM risk_assessment WHERE held ORDER BY order_id LIMIT 1",
                        "DELETE FROM risk_assessment WHERE order_id = ?::uuid"),
                sql(24, "an order on hold went on by a timer", Store.ORDERS, """
                        SELECT order_id FROM order_step WHERE previous_status = 'ON_HOLD' AND status IN ('PENDING', 'CONFIRMED')
                         ORDER BY order_id LIMIT 1""", """
                        UPDATE order_step SET actor = 'TIMER' WHERE order_id = ?::uuid AND previous_status = 'ON_HOLD'"""),
                answered(
                        24,
                        "a decision that was answered is in no audit log",
                        Store.ORDERS,
                        call -> call.intent() == Intent.REVIEW,
                        call -> call.facts().order(),
                        "DELETE FROM audit_entry WHERE object_id = ?"),
                sql(
                        21,
                        "a capture is not booked",
                        Store.PAYMENTS,
                        "SELECT order_id FROM payment WHERE state = 'PAID' ORDER BY order_id LIMIT 1",
                        "DELETE FROM ledger_posting WHERE order_id = ?::uuid"));
    }

    static List<Plant> inTheLog() {
        return List.of(
                log(
                        3,
                        "no try under a key was ever answered",
                        call -> call.intent().isOrder() && call.isAcknowledged(),
                        (calls, one) -> changedWhere(calls, call -> call.key().equals(one.key()), Plants::unanswered),
                        Call::key),
                log(
                        3,
                        "a key that has made an order was refused",
                        call -> call.intent().isOrder() && call.isAcknowledged(),
                        (calls, one) -> changedWhere(calls, call -> call.key().equals(one.key()), Plants::refused),
                        Call::key),
                log(
                        2,
                        "one key was answered with two payments",
                        call -> call.intent() == Intent.PAY && call.isAcknowledged(),
                        (calls, one) -> with(
                                calls,
                                one.withFacts(one.facts()
                                        .withPayment(UUID.randomUUID().toString()))),
                        Call::key),
                log(
                        17,
                        "a customer sees an order go back",
                        call -> call.intent() == Intent.READ_ORDER
                                && call.isAcknowledged()
                                && call.facts().status().equals("CONFIRMED"),
                        (calls, one) -> with(calls, later(one)),
                        call -> call.facts().order()),
                log(
                        25,
                        "a login was answered with a fault of the shop",
                        call -> call.intent() == Intent.LOG_IN && call.isAcknowledged(),
                        (calls, one) -> changedWhere(calls, call -> call.number() == one.number(), Plants::failed),
                        call -> "call " + call.number() + " of"));
    }

    static List<Plant> elsewhere() {
        return List.of(
                new Plant(16, "a mail is lost", evidence -> {
                    var lost = evidence.mails().stream()
                            .filter(mail -> !mail.event().isEmpty())
                            .findFirst();
                    return lost.isEmpty()
                            ? new Planted(evidence, "")
                            : new Planted(
                                    evidence.withMails(mails -> mails.stream()
                                            .filter(mail -> !mail.event()
                                                    .equals(lost.get().event()))
                                            .toList()),
                                    lost.get().event());
                }),
                new Plant(
                        16,
                        "every mail came twice",
                        evidence -> new Planted(evidence.withMails(Plants::twice), "mails came twice")),
                new Plant(13, "a poisoned record became no dead letter", evidence -> {
                    var place = new PoisonedRecord("order_status", 0, Integer.MAX_VALUE);
                    return new Planted(evidence.withPoisoned(Set.of(place)), "order_status-0@" + Integer.MAX_VALUE);
                }),
                new Plant(22, "a payment has another amount than the provider took", Plants::drift));
    }

    /** Those that stay: a record cannot be taken out of its topic. */
    static List<Plant> inTheTopics() {
        return List.of(
                new Plant(10, "an aggregate's second event comes before its first", Plants::inversion),
                new Plant(13, "a record that nobody poisoned is a dead letter", Plants::poison));
    }

    private static Plant sql(int invariant, String what, Store store, String where, String change) {
        return new Plant(invariant, what, evidence -> {
            var id = evidence.stores().text(store, where);
            var changed = id.isEmpty() ? 0 : evidence.stores().update(store, change, id);
            return new Planted(evidence, changed == 0 ? "" : id);
        });
    }

    /** Changes the order of a payment that Razorpay has taken. */
    private static Plant atRazorpay(int invariant, String what, String change) {
        return new Plant(invariant, what, evidence -> {
            var order = evidence.stores().text(Store.PAYMENTS, PAID_AT_RAZORPAY);
            var changed = order.isEmpty() ? 0 : evidence.stores().update(Store.ORDERS, change, order);
            return new Planted(evidence, changed == 0 ? "" : order);
        });
    }

    /** Changes what a client of this run was answered. */
    private static Plant answered(
            int invariant,
            String what,
            Store store,
            Predicate<Call> which,
            Function<Call, String> name,
            String change) {
        return new Plant(invariant, what, evidence -> {
            var id = evidence.log()
                    .where(Call::isAcknowledged)
                    .filter(which)
                    .map(name)
                    .filter(known -> !known.isEmpty())
                    .findFirst()
                    .orElse("");
            var changed = id.isEmpty() ? 0 : evidence.stores().update(store, change, id);
            return new Planted(evidence, changed == 0 ? "" : id);
        });
    }

    /** The log with one call more, or with others in place of some. */
    @FunctionalInterface
    private interface LogChange {
        List<Call> apply(List<Call> calls, Call one);
    }

    private static Plant log(
            int invariant, String what, Predicate<Call> which, LogChange change, Function<Call, String> name) {
        return new Plant(invariant, what, evidence -> {
            var calls = evidence.log().calls();
            var one = calls.stream().filter(which).findFirst();
            return one.isEmpty()
                    ? new Planted(evidence, "")
                    : new Planted(evidence.with(ClientLog.of(change.apply(calls, one.get()))), name.apply(one.get()));
        });
    }

    private static List<Call> changedWhere(List<Call> calls, Predicate<Call> which, UnaryOperator<Call> change) {
        return calls.stream()
                .map(call -> which.test(call) ? change.apply(call) : call)
                .toList();
    }

    private static List<Call> with(List<Call> calls, Call further) {
        var all = new ArrayList<>(calls);
        all.add(further);
        return all;
    }

    private static Call unanswered(Call call) {
        return copy(call, Outcome.TIMEOUT, 0, "", call.key(), call.startNanos(), call.endNanos(), call.facts());
    }

    private static Call refused(Call call) {
        return answered(call, 409, "insufficient_stock");
    }

    private static Call failed(Call call) {
        return answered(call, 500, "internal_error");
    }

    private static Call answered(Call call, int status, String code) {
        return copy(call, Outcome.ANSWERED, status, code, call.key(), call.startNanos(), call.endNanos(), call.facts());
    }

    /** The same read once more, of the version before. */
    private static Call later(Call call) {
        var hour = Duration.ofHours(1).toNanos();
        var facts = call.facts();
        return copy(
                call,
                call.outcome(),
                call.status(),
                call.code(),
                "",
                call.startNanos() + hour,
                call.endNanos() + hour,
                facts.withStatus(facts.status(), facts.paymentStatus(), facts.version() - 1));
    }

    private static Call copy(
            Call call, Outcome outcome, int status, String code, String key, long start, long end, Facts facts) {
        return new Call(
                call.number(),
                Instant.EPOCH,
                start,
                end,
                call.shopper(),
                call.userId(),
                call.intent(),
                key,
                call.method(),
                call.path(),
                outcome,
                status,
                code,
                facts);
    }

    private static <T> List<T> twice(List<T> mails) {
        return Collections.nCopies(2, mails).stream().flatMap(List::stream).toList();
    }

    private static Planted secondLiveToken(Evidence evidence) throws Exception {
        var stores = evidence.stores();
        // The index forbids it; without the index, as without the code, it is for the checker to see.
        stores.update(Store.USERS, "DROP INDEX refresh_tokens_live");
        var session = stores.text(
                Store.USERS, "SELECT session_id FROM refresh_tokens WHERE used_at IS NULL ORDER BY 1 LIMIT 1");
        var changed = stores.update(Store.USERS, """
                INSERT INTO refresh_tokens (hash, session_id, issued_at, expires_at)
                SELECT sha256(hash), session_id, issued_at, expires_at FROM refresh_tokens
                 WHERE session_id = ?::uuid AND used_at IS NULL""", session);
        return new Planted(evidence, changed == 0 ? "" : session);
    }

    private static Planted hiddenAccount(Evidence evidence) throws Exception {
        var changed = evidence.stores().update(Store.USERS, """
                INSERT INTO accounts (id, email, name, password_hash, roles, version, created_at)
                VALUES (gen_random_uuid(), 'nobody@example.org', 'Nobody', 'none', ARRAY['USER'], 1, now())""");
        return new Planted(evidence, changed == 0 ? "" : "accounts are listed");
    }

    /** Committed, since the services compare: nothing repairs this kind by itself, and it is undone after the comparison. */
    private static Planted drift(Evidence evidence) throws Exception {
        var stores = evidence.stores();
        stores.rollback();
        var payment = stores.text(Store.PAYMENTS, "SELECT id FROM payment WHERE state = 'PAID' ORDER BY id LIMIT 1");
        var change = "UPDATE payment SET amount_minor = amount_minor + ? WHERE id = ?::uuid";
        var changed = payment.isEmpty() ? 0 : stores.update(Store.PAYMENTS, change, 1, payment);
        return changed == 0
                ? new Planted(evidence, "")
                : new Planted(evidence, payment, () -> stores.update(Store.PAYMENTS, change, -1, payment));
    }

    /** Events of a type that no service knows, so that none acts on them. */
    private static Planted inversion(Evidence evidence) throws Exception {
        var subject = UUID.randomUUID().toString();
        try (var producer = Broker.producer()) {
            for (var version : List.of(2, 1)) {
                var event = """
                        {"specversion": "1.0", "id": "%s", "type": "proof.planted.v1", "source": "/proof", "time": "%s",
                         "subject": "%s", "dataschema": "urn:shopfleet:proof.planted.v1",
                         "datacontenttype": "application/json", "aggregateversion": %d, "data": {}}""".formatted(UUID.randomUUID(), Instant.now(), subject, version);
                producer.send(new ProducerRecord<>("order_status", subject, event.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
        return new Planted(evidence.fresh(), subject);
    }

    private static Planted poison(Evidence evidence) throws Exception {
        try (var producer = Broker.producer()) {
            var sent = producer.send(new ProducerRecord<>(
                            "order_status", UUID.randomUUID().toString(), "no event".getBytes(StandardCharsets.UTF_8)))
                    .get();
            var place = new PoisonedRecord(sent.topic(), sent.partition(), sent.offset());
            Awaitility.await("the dead letter of " + place)
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> evidence.fresh().isDeadLetter(place));
            return new Planted(evidence.fresh(), place.place());
        }
    }
}
