package shop.proof.prove.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.proof.prove.check.Stores.Store;
import shop.proof.provider.RazorpaySandbox;
import shop.proof.provider.Sandbox;

/** Every fact is published, in order, and has its effect in every service exactly once. */
final class EventInvariants {

    private static final Set<String> COMPACTED = Set.of("product_updated", "stock_changed", "user_status");

    /** Mails that may have come twice: one handed over in the moment of a crash is sent again. */
    private static final double MOST_DOUBLE_MAILS = 0.01;

    private EventInvariants() {}

    /** Nothing waits in an outbox, nothing is parked, and what the stores have decided is in the topics without a gap. */
    static void outboxesAreDrained(Evidence evidence, Findings findings) throws Exception {
        for (var store : Store.values()) {
            var waiting = evidence.count(store, "SELECT count(*) FROM outbox");
            findings.require(waiting == 0, "the outbox of " + store + " has " + waiting + " events");
        }
        var outboxes = evidence.get("/api/admin/outbox").json();
        findings.require(
                outboxes.path("unavailable").isEmpty(),
                "no outbox of " + outboxes.path("unavailable") + " can be seen");
        for (var outbox : outboxes.path("items")) {
            findings.require(
                    outbox.path("pending").asLong() == 0
                            && outbox.path("parked").asLong() == 0,
                    "an outbox is not empty: " + outbox);
        }
        var published = versions(evidence.events("order_placed"));
        versions(evidence.events("order_status"))
                .forEach((order, versions) -> published.merge(order, versions, EventInvariants::union));
        for (var order : evidence.rows(Store.ORDERS, "SELECT id, version FROM orders")) {
            requireAll(findings, "order", order.text("id"), order.number("version"), published);
        }
        var payments = versions(evidence.events("payment_status"));
        for (var payable : evidence.rows(Store.PAYMENTS, "SELECT order_id AS id, told AS version FROM payable_order")) {
            requireAll(findings, "the payment of order", payable.text("id"), payable.number("version"), payments);
        }
        var stocks = versions(evidence.events("stock_changed"));
        for (var stock : StockInvariants.stocks(evidence).entrySet()) {
            var latest = stocks.getOrDefault(stock.getKey(), Set.of(0L)).stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
            findings.require(
                    latest == stock.getValue().number("version"),
                    "the stock of product %s is version %d, the topic has %d"
                            .formatted(stock.getKey(), stock.getValue().number("version"), latest));
        }
        var registered = versions(evidence.events("user_registered"));
        for (var account : evidence.rows(Store.USERS, "SELECT id FROM accounts")) {
            findings.require(
                    registered.containsKey(account.text("id")),
                    "account " + account.text("id") + " is not in the topic user_registered");
        }
    }

    private static void requireAll(
            Findings findings, String what, String id, long version, Map<String, Set<Long>> published) {
        var there = published.getOrDefault(id, Set.of());
        for (var step = 1L; step <= version; step++) {
            findings.require(
                    there.contains(step),
                    what + " " + id + " took " + version + " steps, step " + step + " is in no topic");
        }
    }

    /** The first appearances of one aggregate's events rise by one each; repeats may come at any time. */
    static void eventsKeepTheirOrder(Evidence evidence, Findings findings) {
        for (var topic : Evidence.TOPICS) {
            var events = evidence.events(topic);
            findings.checked(events.size());
            EventOrder.flaws(events, COMPACTED.contains(topic)).forEach(findings::violated);
        }
    }

    /**
     * Each event has its effect in each consumer once. No consumer keeps a list of the events it has handled: a repeat changes nothing
     * because of the state that the first one has left. So it is the effects that are counted.
     */
    static void everyEventHasItsEffectOnce(Evidence evidence, Findings findings) throws Exception {
        placedOrdersArePayable(evidence, findings);
        ordersKnowTheirPayment(evidence, findings);
        timelinesHaveNoGap(evidence, findings);
        refundsAreBookedOnce(evidence, findings);
        StockInvariants.unitsFollowOrders(evidence, findings);
        deliveriesAreStored(evidence, findings);
        webhooksKeepTheirId(evidence, findings);
    }

    /**
     * The provider sends an event again until it is answered. That the first one is known by its id is seen in the store: an id that the
     * provider never gave is a webhook that was taken for another one. What is sent on purpose with the shop's secret, by a test, is
     * another one too.
     */
    private static void webhooksKeepTheirId(Evidence evidence, Findings findings) throws Exception {
        var given = Map.of(Evidence.STRIPE, Sandbox.eventIds(), Evidence.RAZORPAY, RazorpaySandbox.eventIds());
        for (var webhook : evidence.rows(Store.PAYMENTS, "SELECT id, type, provider FROM webhook_event")) {
            findings.require(
                    given.getOrDefault(webhook.text("provider"), Set.of()).contains(webhook.text("id")),
                    "webhook %s (%s) is of no event that %s has"
                            .formatted(webhook.text("id"), webhook.text("type"), webhook.text("provider")));
        }
    }

    private static void placedOrdersArePayable(Evidence evidence, Findings findings) throws Exception {
        var payable = evidence
                .rows(Store.PAYMENTS, "SELECT order_id AS id, user_id, amount_minor, currency FROM payable_order")
                .stream()
                .collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
        for (var placed : evidence.events("order_placed")) {
            var known = payable.get(placed.subject());
            var total = placed.data().path("total");
            findings.require(
                    known != null
                            && known.text("user_id").equals(placed.text("userId"))
                            && known.number("amount_minor")
                                    == total.path("amountMinor").asLong()
                            && known.text("currency")
                                    .equals(total.path("currency").asString()),
                    "order " + placed.subject() + " of " + total + " is payable as "
                            + (known == null
                                    ? "nothing"
                                    : known.number("amount_minor") + " " + known.text("currency")));
        }
    }

    private static void ordersKnowTheirPayment(Evidence evidence, Findings findings) throws Exception {
        var known = evidence.rows(Store.ORDERS, "SELECT id, payment_version FROM orders").stream()
                .collect(Collectors.toMap(row -> row.text("id"), row -> row.number("payment_version")));
        versions(evidence.events("payment_status")).forEach((order, versions) -> {
            var latest = versions.stream().mapToLong(Long::longValue).max().orElse(0);
            findings.require(
                    known.getOrDefault(order, 0L) == latest,
                    "order %s knows its payment in version %s (expected: %d)"
                            .formatted(order, known.get(order), latest));
        });
    }

    private static void timelinesHaveNoGap(Evidence evidence, Findings findings) throws Exception {
        for (var order : evidence.rows(Store.ORDERS, """
                SELECT o.id, o.version, o.status, o.payment_status, count(s.version) AS steps, max(s.version) AS last_step,
                       count(*) FILTER (WHERE s.status = 'CONFIRMED' AND s.previous_status NOT IN ('CONFIRMED', 'ON_HOLD')) AS confirmed,
                       count(*) FILTER (WHERE s.status IN ('CANCELLED', 'EXPIRED') AND s.previous_status <> s.status) AS ended
                  FROM orders o LEFT JOIN order_step s ON s.order_id = o.id
                 GROUP BY o.id, o.version, o.status, o.payment_status""")) {
            findings.require(
                    order.number("steps") == order.number("version")
                            && order.number("last_step") == order.number("version"),
                    "order %s is at version %d and has %d steps up to %d"
                            .formatted(
                                    order.text("id"),
                                    order.number("version"),
                                    order.number("steps"),
                                    order.number("last_step")));
            findings.require(
                    order.number("confirmed") <= 1 && order.number("ended") <= 1,
                    "order %s was confirmed %d times and ended %d times"
                            .formatted(order.text("id"), order.number("confirmed"), order.number("ended")));
        }
        for (var step : evidence.rows(Store.ORDERS, """
                SELECT o.id, o.status, o.payment_status, s.status AS last_status, s.payment_status AS last_payment
                  FROM orders o JOIN order_step s ON s.order_id = o.id AND s.version = o.version""")) {
            findings.require(
                    step.text("status").equals(step.text("last_status"))
                            && step.text("payment_status").equals(step.text("last_payment")),
                    "order %s is %s and %s, its last step %s and %s"
                            .formatted(
                                    step.text("id"),
                                    step.text("status"),
                                    step.text("payment_status"),
                                    step.text("last_status"),
                                    step.text("last_payment")));
        }
    }

    private static void refundsAreBookedOnce(Evidence evidence, Findings findings) throws Exception {
        for (var refund : evidence.rows(Store.PAYMENTS, """
                SELECT r.id, r.state, r.amount_minor,
                       coalesce(sum(l.amount_minor) FILTER (WHERE l.debit = 'REFUNDS'), 0)
                           - coalesce(sum(l.amount_minor) FILTER (WHERE l.credit = 'REFUNDS'), 0) AS booked
                  FROM refund r LEFT JOIN ledger_posting l ON l.refund_id = r.id
                 GROUP BY r.id, r.state, r.amount_minor""")) {
            var due = refund.text("state").equals("SUCCEEDED") ? refund.number("amount_minor") : 0;
            findings.require(
                    refund.number("booked") == due,
                    "refund %s is %s and booked with %d (expected: %d)"
                            .formatted(refund.text("id"), refund.text("state"), refund.number("booked"), due));
        }
    }

    private static void deliveriesAreStored(Evidence evidence, Findings findings) {
        var deliveries = evidence.items("/api/notifications/deliveries").stream()
                .filter(delivery -> delivery.path("channel").asString().equals("EMAIL"))
                .collect(Collectors.groupingBy(
                        delivery -> delivery.path("eventId").asString(), Collectors.counting()));
        for (var event : mailedEvents(evidence)) {
            findings.require(
                    deliveries.getOrDefault(event.id(), 0L) == 1,
                    "event %s (%s of %s) has %d deliveries by mail (expected: 1)"
                            .formatted(
                                    event.id(),
                                    event.type(),
                                    event.subject(),
                                    deliveries.getOrDefault(event.id(), 0L)));
        }
    }

    /** What customers are to know has been mailed; twice only as often as a crash between the mail server's answer and our note explains. */
    static void everyFactIsMailed(Evidence evidence, Findings findings) {
        var received = evidence.mails().stream()
                .map(MailCollector.Mail::event)
                .filter(event -> !event.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var mailed = mailedEvents(evidence);
        var doubles = 0L;
        for (var event : mailed) {
            var mails = received.getOrDefault(event.id(), 0L);
            doubles += Math.max(0, mails - 1);
            findings.require(
                    mails >= 1,
                    "event %s (%s of %s) was not mailed".formatted(event.id(), event.type(), event.subject()));
        }
        findings.note(doubles + " of " + mailed.size() + " mails came twice");
        findings.require(
                doubles <= Math.ceil(mailed.size() * MOST_DOUBLE_MAILS),
                doubles + " of " + mailed.size() + " mails came twice (expected: 1 % at most)");
        var known = mailed.stream().map(PublishedRecord::id).collect(Collectors.toSet());
        received.keySet()
                .forEach(event -> findings.require(known.contains(event), "a mail is about no event: " + event));
    }

    /** The events that a customer is informed of by mail, each once however often it is in its topic. */
    private static List<PublishedRecord> mailedEvents(Evidence evidence) {
        var mailed = new TreeMap<String, PublishedRecord>();
        for (var event : evidence.events("user_registered")) {
            mailed.put(event.id(), event);
        }
        for (var event : evidence.events("order_placed")) {
            mailed.put(event.id(), event);
        }
        for (var event : evidence.events("order_status")) {
            if (!event.text("status").equals(event.text("previousStatus"))
                    && (Set.of("CONFIRMED", "ON_HOLD", "SHIPPED", "CANCELLED", "EXPIRED")
                                    .contains(event.text("status"))
                            || event.text("previousStatus").equals("ON_HOLD"))) {
                mailed.put(event.id(), event);
            }
        }
        for (var event : evidence.events("payment_status")) {
            if (Set.of("payment", "refund").contains(event.text("cause"))
                    && Set.of("FAILED", "PARTIALLY_REFUNDED", "REFUNDED").contains(event.text("status"))) {
                mailed.put(event.id(), event);
            }
        }
        return new ArrayList<>(mailed.values());
    }

    /** Dead letters are what was poisoned on purpose, all of it and nothing else. */
    static void deadLettersAreThePoisonedOnes(Evidence evidence, Findings findings) {
        var letters = new TreeSet<String>();
        for (var topic : Evidence.TOPICS) {
            evidence.reader().deadLetters(topic).forEach(letter -> letters.add(letter.place()));
        }
        var poisoned =
                evidence.poisoned().stream().map(PoisonedRecord::place).collect(Collectors.toCollection(TreeSet::new));
        letters.forEach(
                place -> findings.require(poisoned.contains(place), "the record at " + place + " is a dead letter"));
        poisoned.forEach(place ->
                findings.require(letters.contains(place), "the poisoned record at " + place + " is no dead letter"));
        var open = evidence.get("/api/admin/dead-letters?state=OPEN&size=1").number("totalItems");
        findings.require(
                open >= poisoned.size(),
                "administrators see " + open + " dead letters (expected: " + poisoned.size() + " at least)");
        findings.note(letters.size() + " dead letters, " + poisoned.size() + " records were poisoned");
    }

    private static Map<String, Set<Long>> versions(List<PublishedRecord> events) {
        var versions = new HashMap<String, Set<Long>>();
        events.forEach(event ->
                versions.computeIfAbsent(event.subject(), _ -> new HashSet<>()).add(event.version()));
        return versions;
    }

    private static Set<Long> union(Set<Long> some, Set<Long> others) {
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
