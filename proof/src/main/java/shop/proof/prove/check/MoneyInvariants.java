package shop.proof.prove.check;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.proof.prove.check.Stores.Store;
import tools.jackson.databind.JsonNode;

/** Orders, payments, ledger and provider agree about the money. */
final class MoneyInvariants {

    private static final Set<String> ENDED_UNSOLD = Set.of("CANCELLED", "EXPIRED");
    private static final Set<String> SOLD = Set.of("CONFIRMED", "SHIPPED", "DELIVERED");

    /** Which payment states explain an order's state. */
    private static final Map<String, Set<String>> EXPLAINED = Map.of(
            "PENDING", Set.of("UNPAID", "PROCESSING", "FAILED"),
            "ON_HOLD", Set.of("UNPAID", "PROCESSING", "FAILED", "PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
            "CONFIRMED", Set.of("PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
            "SHIPPED", Set.of("PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
            "DELIVERED", Set.of("PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
            "CANCELLED", Set.of("UNPAID", "PROCESSING", "FAILED", "REFUNDED"),
            "EXPIRED", Set.of("UNPAID", "PROCESSING", "FAILED", "REFUNDED"));

    private static final String CAPTURED_STATES = "('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')";

    /** A run that a fault has ended keeps others away for two minutes. */
    private static final Duration RECONCILED = Duration.ofMinutes(4);

    private MoneyInvariants() {}

    /** The provider has taken the money of an order once at most, what the order costs; an order that ended unsold has it back. */
    static void noDoubleCharge(Evidence evidence, Findings findings) throws Exception {
        var orders = orders(evidence);
        var disputed = disputed(evidence);
        evidence.provider().path("orders").properties().forEach(entry -> {
            var charged = entry.getValue();
            var id = entry.getKey();
            findings.require(
                    charged.path("captures").asInt() <= 1,
                    "order " + id + " was charged " + charged.path("captures").asInt() + " times (expected: once)");
            var order = orders.get(id);
            var kept = kept(charged);
            if (order == null) {
                findings.require(kept == 0, kept + " are kept for order " + id + ", which is not stored");
            } else if (ENDED_UNSOLD.contains(order.text("status")) && !disputed.contains(id)) {
                findings.require(
                        kept == 0,
                        "%d are kept for order %s, which is %s (expected: 0)"
                                .formatted(kept, id, order.text("status")));
            } else {
                findings.require(
                        charged.path("captured").asLong() == 0
                                || charged.path("captured").asLong() == order.number("total_minor"),
                        "%d were taken for order %s (expected: its total of %d)"
                                .formatted(charged.path("captured").asLong(), id, order.number("total_minor")));
            }
        });
    }

    /** The provider has the order's money exactly if the order says so, in both directions. */
    static void paidIfAndOnlyIfCharged(Evidence evidence, Findings findings) throws Exception {
        var orders = orders(evidence);
        var disputed = disputed(evidence);
        var provider = evidence.provider().path("orders");
        var ids = new TreeSet<>(orders.keySet());
        provider.properties().forEach(entry -> ids.add(entry.getKey()));
        for (var id : ids) {
            var order = orders.get(id);
            var charged = provider.path(id);
            var captured = charged.path("captured").asLong(0);
            var refunded = charged.path("refunded").asLong(0);
            if (order == null) {
                findings.require(captured == 0, captured + " were taken for order " + id + ", which is not stored");
                continue;
            }
            if (disputed.contains(id)) {
                continue;
            }
            var payment = order.text("payment_status");
            var total = order.number("total_minor");
            var agrees = switch (payment) {
                case "PAID" -> captured == total && refunded == 0;
                case "PARTIALLY_REFUNDED" -> captured == total && refunded > 0 && refunded < total;
                case "REFUNDED" -> captured == total && refunded == total;
                default -> captured == 0 && refunded == 0;
            };
            findings.require(
                    agrees || (total == 0 && captured == 0),
                    "order %s of %d is %s, and the provider took %d and gave %d back"
                            .formatted(id, total, payment, captured, refunded));
            findings.require(
                    captured == 0
                            || charged.path("currency")
                                    .asString("")
                                    .toUpperCase(Locale.ROOT)
                                    .equals(order.text("currency")),
                    "order " + id + " was charged in "
                            + charged.path("currency").asString("") + " (expected: " + order.text("currency") + ")");
        }
    }

    /** Debits equal credits; the ledger's cash is the provider's; no payment is refunded above what it took. */
    static void moneyIsConserved(Evidence evidence, Findings findings) throws Exception {
        for (var posting : evidence.rows(Store.PAYMENTS, """
                SELECT posting_id, currency, sum(debit_minor) AS debit, sum(credit_minor) AS credit
                  FROM ledger_entry GROUP BY posting_id, currency""")) {
            findings.require(
                    posting.number("debit") == posting.number("credit"),
                    "posting %s debits %d and credits %d"
                            .formatted(posting.text("posting_id"), posting.number("debit"), posting.number("credit")));
        }
        var currencies = evidence.provider().path("currencies");
        for (var sum : evidence.rows(Store.PAYMENTS, """
                SELECT currency,
                       coalesce(sum(amount_minor) FILTER (WHERE debit = 'CASH' AND credit = 'RECEIVABLE'), 0) AS captured,
                       coalesce(sum(amount_minor) FILTER (WHERE debit = 'REFUNDS'), 0)
                           - coalesce(sum(amount_minor) FILTER (WHERE credit = 'REFUNDS'), 0) AS refunded
                  FROM ledger_posting GROUP BY currency""")) {
            var balance = currencies.path(sum.text("currency").toUpperCase(Locale.ROOT));
            findings.require(
                    balance.path("captured").asLong(0) == sum.number("captured")
                            && balance.path("refunded").asLong(0) == sum.number("refunded"),
                    "%s: the ledger has %d taken and %d given back, the provider %d and %d"
                            .formatted(
                                    sum.text("currency"),
                                    sum.number("captured"),
                                    sum.number("refunded"),
                                    balance.path("captured").asLong(0),
                                    balance.path("refunded").asLong(0)));
        }
        for (var payment : evidence.rows(Store.PAYMENTS, """
                SELECT p.id, p.amount_minor, coalesce(sum(r.amount_minor), 0) AS given FROM payment p
                  LEFT JOIN refund r ON r.payment_id = p.id AND r.state IN ('PENDING', 'SUCCEEDED')
                 GROUP BY p.id, p.amount_minor""")) {
            findings.require(
                    payment.number("given") <= payment.number("amount_minor"),
                    "payment %s of %d has refunds of %d"
                            .formatted(payment.text("id"), payment.number("amount_minor"), payment.number("given")));
        }
    }

    /** The state of every order is one that its payment explains, and its payment is stored in the same state. */
    static void everyOrderIsExplainedByItsPayment(Evidence evidence, Findings findings) throws Exception {
        var captured = evidence
                .rows(
                        Store.PAYMENTS,
                        "SELECT order_id AS id, state, refunded_minor, amount_minor FROM payment WHERE state IN "
                                + CAPTURED_STATES)
                .stream()
                .collect(Collectors.toMap(row -> row.text("id"), Function.identity(), (first, _) -> first));
        orders(evidence).forEach((id, order) -> {
            var status = order.text("status");
            var payment = order.text("payment_status");
            if (order.number("total_minor") == 0) {
                findings.require(
                        SOLD.contains(status) || ENDED_UNSOLD.contains(status), "order " + id + " of 0 is " + status);
                return;
            }
            var disputed = order.flag("disputed");
            findings.require(
                    disputed || EXPLAINED.getOrDefault(status, Set.of()).contains(payment),
                    "order " + id + " is " + status + " and its payment " + payment);
            var stored = captured.get(id);
            var expected = stored == null ? "no captured payment" : stored.text("state");
            findings.require(
                    stored == null ? !isCaptured(payment) : stored.text("state").equals(payment),
                    "order " + id + " says " + payment + ", payment-service has " + expected);
        });
        for (var id : captured.keySet()) {
            findings.require(orders(evidence).containsKey(id), "a payment was taken for order " + id + ", not stored");
        }
    }

    /** Order by order: what the ledger booked, what payments and refunds say, and what the provider did are the same sums. */
    static void ledgerAndProviderAgree(Evidence evidence, Findings findings) throws Exception {
        var provider = evidence.provider().path("orders");
        var ledger = byOrder(evidence, """
                SELECT order_id,
                       coalesce(sum(amount_minor) FILTER (WHERE debit = 'CASH' AND credit = 'RECEIVABLE'), 0) AS captured,
                       coalesce(sum(amount_minor) FILTER (WHERE debit = 'REFUNDS'), 0)
                           - coalesce(sum(amount_minor) FILTER (WHERE credit = 'REFUNDS'), 0) AS refunded
                  FROM ledger_posting GROUP BY order_id""");
        var payments = byOrder(
                evidence,
                "SELECT order_id, coalesce(sum(amount_minor) FILTER (WHERE state IN " + CAPTURED_STATES
                        + "), 0) AS captured, sum(refunded_minor) AS refunded FROM payment GROUP BY order_id");
        var refunds = byOrder(evidence, """
                SELECT order_id, 0 AS captured, coalesce(sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED'), 0) AS refunded
                  FROM refund GROUP BY order_id""");
        var ids = new TreeSet<String>();
        ids.addAll(ledger.keySet());
        ids.addAll(payments.keySet());
        provider.properties().forEach(entry -> ids.add(entry.getKey()));
        for (var id : ids) {
            var captured = provider.path(id).path("captured").asLong(0);
            var refunded = provider.path(id).path("refunded").asLong(0);
            var booked = ledger.getOrDefault(id, Sums.NONE);
            var stored = payments.getOrDefault(id, Sums.NONE);
            var given = refunds.getOrDefault(id, Sums.NONE).refunded();
            findings.require(
                    booked.captured() == captured && stored.captured() == captured,
                    "order %s: the provider took %d, the ledger has %d, the payments %d"
                            .formatted(id, captured, booked.captured(), stored.captured()));
            findings.require(
                    booked.refunded() == refunded && stored.refunded() == refunded && given == refunded,
                    "order %s: the provider gave %d back, the ledger has %d, the payments %d, the refunds %d"
                            .formatted(id, refunded, booked.refunded(), stored.refunded(), given));
        }
        eachProviderHasItsOwn(evidence, findings);
    }

    /** Each provider has exactly the money of the attempts that are stored as made through it. */
    private static void eachProviderHasItsOwn(Evidence evidence, Findings findings) throws Exception {
        var stored = new HashMap<String, Sums>();
        for (var row : evidence.rows(
                Store.PAYMENTS,
                "SELECT provider || ' ' || order_id AS place, coalesce(sum(amount_minor) FILTER (WHERE state IN "
                        + CAPTURED_STATES
                        + "), 0) AS captured, sum(refunded_minor) AS refunded FROM payment GROUP BY provider, order_id")) {
            stored.put(row.text("place"), new Sums(row.number("captured"), row.number("refunded")));
        }
        evidence.books().byProvider().forEach((provider, books) -> {
            var prefix = provider + " ";
            var ids = new TreeSet<String>();
            stored.keySet().stream()
                    .filter(place -> place.startsWith(prefix))
                    .forEach(place -> ids.add(place.substring(prefix.length())));
            books.path("orders").properties().forEach(entry -> ids.add(entry.getKey()));
            for (var id : ids) {
                var taken = evidence.books().order(provider, id);
                var known = stored.getOrDefault(prefix + id, Sums.NONE);
                findings.require(
                        taken.path("captured").asLong(0) == known.captured()
                                && taken.path("refunded").asLong(0) == known.refunded(),
                        "order %s: %s took %d and gave %d back, the payments through it say %d and %d"
                                .formatted(
                                        id,
                                        provider,
                                        taken.path("captured").asLong(0),
                                        taken.path("refunded").asLong(0),
                                        known.captured(),
                                        known.refunded()));
            }
        });
        findings.note(evidence.books().byProvider().entrySet().stream()
                .map(entry ->
                        entry.getKey() + " " + entry.getValue().path("orders").size())
                .sorted()
                .collect(Collectors.joining(", ", "orders charged by each: ", "")));
    }

    /** The shop's own comparison of its books, made now, finds nothing. */
    static void reconciliationFindsNoDrift(Evidence evidence, Findings findings) throws Exception {
        var before = evidence.get("/api/admin/reconciliation").number("run.number");
        evidence.admin().post("/api/admin/reconciliation/runs", "{}").expect(202);
        var report = Waiting.until(
                RECONCILED,
                () -> evidence.get("/api/admin/reconciliation?size=100").json(),
                seen -> seen.at("/run/number").asLong() > before
                        && seen.at("/run").hasNonNull("endedAt"));
        findings.checked(report.at("/run/compared/orders").asLong()
                + report.at("/run/compared/providerPayments").asLong());
        findings.require(
                !report.at("/run/partial").asBoolean(true),
                "the reconciliation could not read " + report.at("/run/unavailable"));
        var drifts = report.path("drifts");
        drifts.path("items").forEach(drift -> findings.violated("drift " + drift));
        findings.require(
                drifts.path("totalItems").asLong(-1) == drifts.path("items").size(),
                drifts.path("totalItems") + " drifts, of which "
                        + drifts.path("items").size() + " are named");
    }

    private record Sums(long captured, long refunded) {
        static final Sums NONE = new Sums(0, 0);
    }

    private static Map<String, Sums> byOrder(Evidence evidence, String sql) throws Exception {
        var sums = new HashMap<String, Sums>();
        for (var row : evidence.rows(Store.PAYMENTS, sql)) {
            sums.put(row.text("order_id"), new Sums(row.number("captured"), row.number("refunded")));
        }
        return sums;
    }

    private static boolean isCaptured(String payment) {
        return payment.equals("PAID") || payment.equals("PARTIALLY_REFUNDED") || payment.equals("REFUNDED");
    }

    private static long kept(JsonNode charged) {
        return charged.path("captured").asLong() - charged.path("refunded").asLong();
    }

    private static Map<String, Row> orders(Evidence evidence) throws Exception {
        return evidence
                .rows(Store.ORDERS, "SELECT id, status, payment_status, total_minor, currency, disputed FROM orders")
                .stream()
                .collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
    }

    /** Orders whose money the buyer's bank has, or had: the provider's sums leave it out. */
    private static Set<String> disputed(Evidence evidence) throws Exception {
        return evidence.rows(Store.PAYMENTS, "SELECT order_id FROM dispute WHERE withdrawn AND NOT reinstated").stream()
                .map(row -> row.text("order_id"))
                .collect(Collectors.toSet());
    }
}
