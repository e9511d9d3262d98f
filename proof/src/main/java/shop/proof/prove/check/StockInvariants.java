package shop.proof.prove.check;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.Intent;

/** Every piece is on the shelf, held for an order that lives, or sold to an order that is paid. */
final class StockInvariants {

    /** How long a hold without an order may outlive its expiry: the grace and the pause of inventory-service's sweep, and some room. */
    private static final long SWEPT_AFTER_SECONDS = 300;

    private static final Set<String> FREED = Set.of("RELEASED", "EXPIRED", "RETURNED");

    /** The stock is what the ledger and the orders make of it, and never below what is held. */
    static void noOversell(Evidence evidence, Findings findings) throws Exception {
        for (var stock : evidence.rows(Store.INVENTORY, """
                SELECT s.product_id, s.on_hand, s.held,
                       coalesce(m.on_hand, 0) AS moved_on_hand, coalesce(m.held, 0) AS moved_held,
                       coalesce(m.supplied, 0) AS supplied, coalesce(h.sold, 0) AS sold, coalesce(h.held, 0) AS holds
                  FROM stock s
                  LEFT JOIN (SELECT product_id, sum(on_hand_change) AS on_hand, sum(held_change) AS held,
                                    sum(on_hand_change) FILTER (WHERE kind IN ('INITIAL', 'ADJUSTED')) AS supplied
                               FROM movement GROUP BY product_id) m ON m.product_id = s.product_id
                  LEFT JOIN (SELECT l.product_id, sum(l.quantity) FILTER (WHERE h.state = 'COMMITTED') AS sold,
                                    sum(l.quantity) FILTER (WHERE h.state = 'HELD') AS held
                               FROM hold_line l JOIN hold h ON h.order_id = l.order_id
                              GROUP BY l.product_id) h ON h.product_id = s.product_id""")) {
            var product = stock.text("product_id");
            var onHand = stock.number("on_hand");
            var held = stock.number("held");
            findings.require(
                    held >= 0 && onHand >= held, "product " + product + " has " + onHand + " with " + held + " held");
            findings.require(
                    onHand == stock.number("moved_on_hand") && held == stock.number("moved_held"),
                    "product %s has %d with %d held, its movements sum up to %d and %d"
                            .formatted(
                                    product, onHand, held, stock.number("moved_on_hand"), stock.number("moved_held")));
            findings.require(
                    onHand == stock.number("supplied") - stock.number("sold") && held == stock.number("holds"),
                    "product %s has %d with %d held (expected: %d supplied less %d sold, %d held)"
                            .formatted(
                                    product,
                                    onHand,
                                    held,
                                    stock.number("supplied"),
                                    stock.number("sold"),
                                    stock.number("holds")));
        }
        flashSales(evidence, findings);
    }

    /** Of a scarce product exactly what there was is ordered, if everybody knows what became of their request. */
    private static void flashSales(Evidence evidence, Findings findings) throws Exception {
        var sales = evidence.log()
                .of(Intent.FLASH_ORDER)
                .collect(Collectors.groupingBy(call -> call.facts().product()));
        for (var sale : sales.entrySet()) {
            var supplied = evidence.count(Store.INVENTORY, """
                    SELECT coalesce(sum(on_hand_change), 0) FROM movement
                     WHERE product_id = ?::uuid AND kind IN ('INITIAL', 'ADJUSTED')""", sale.getKey());
            var byKey = sale.getValue().stream().collect(Collectors.groupingBy(Call::key));
            var ordered = byKey.values().stream()
                    .filter(calls -> calls.stream().anyMatch(Call::isAcknowledged))
                    .count();
            var refused = byKey.values().stream()
                    .filter(calls -> calls.stream().anyMatch(Call::isRefused))
                    .count();
            var wanted = byKey.size();
            findings.note(ordered + " of " + supplied + " pieces of a flash sale ordered, " + refused + " of " + wanted
                    + " refused");
            findings.require(
                    ordered <= supplied,
                    ordered + " orders of product " + sale.getKey() + " (expected: at most " + supplied + ")");
            if (ordered + refused == wanted) {
                findings.require(
                        ordered == Math.min(supplied, wanted),
                        ordered + " orders of product " + sale.getKey() + " by " + wanted + " requests (expected: "
                                + Math.min(supplied, wanted) + ")");
            }
        }
    }

    /** A hold has the state of its order; one without an order has not outlived its expiry. */
    static void noLeakedHold(Evidence evidence, Findings findings) throws Exception {
        var orders = evidence.rows(Store.ORDERS, "SELECT id, status FROM orders").stream()
                .collect(Collectors.toMap(row -> row.text("id"), row -> row.text("status")));
        var waiting = 0;
        var holds = evidence.rows(Store.INVENTORY, "SELECT order_id, state, expires_at FROM hold");
        for (var hold : holds) {
            var order = hold.text("order_id");
            var state = hold.text("state");
            var status = orders.get(order);
            if (status == null) {
                var late = hold.time("expires_at").plusSeconds(SWEPT_AFTER_SECONDS);
                waiting += state.equals("HELD") ? 1 : 0;
                findings.require(
                        (!state.equals("HELD") && !state.equals("COMMITTED"))
                                || (state.equals("HELD") && late.isAfter(Instant.now())),
                        "the hold of order " + order + ", which is not stored, is " + state + " since it ran out at "
                                + hold.time("expires_at"));
                continue;
            }
            findings.require(fits(status, state), "order " + order + " is " + status + " and its hold " + state);
        }
        var held = holds.stream().map(hold -> hold.text("order_id")).collect(Collectors.toSet());
        orders.keySet().forEach(order -> findings.require(held.contains(order), "order " + order + " has no hold"));
        findings.note(waiting + " holds without an order wait for their expiry");
    }

    private static boolean fits(String status, String hold) {
        return switch (status) {
            case "PENDING" -> hold.equals("HELD");
            // Whether its stock has left says whether it was confirmed before its review.
            case "ON_HOLD" -> hold.equals("HELD") || hold.equals("COMMITTED");
            case "CONFIRMED", "SHIPPED", "DELIVERED" -> hold.equals("COMMITTED");
            case "CANCELLED", "EXPIRED" -> FREED.contains(hold);
            default -> false;
        };
    }

    /** Whatever came how often, the pieces of an order moved as its state says, to the unit. */
    static void unitsFollowOrders(Evidence evidence, Findings findings) throws Exception {
        var moved = new HashMap<String, Row>();
        for (var row : evidence.rows(Store.INVENTORY, """
                SELECT order_id || ' ' || product_id AS place, sum(on_hand_change) AS on_hand, sum(held_change) AS held
                  FROM movement WHERE order_id IS NOT NULL GROUP BY order_id, product_id""")) {
            moved.put(row.text("place"), row);
        }
        for (var line : evidence.rows(Store.ORDERS, """
                SELECT l.order_id || ' ' || l.product_id AS place, l.quantity, o.status
                  FROM order_line l JOIN orders o ON o.id = l.order_id""")) {
            var units = moved.remove(line.text("place"));
            var quantity = line.number("quantity");
            var status = line.text("status");
            var onHand = units == null ? 0 : units.number("on_hand");
            var held = units == null ? 0 : units.number("held");
            var sold = status.equals("CONFIRMED") || status.equals("SHIPPED") || status.equals("DELIVERED");
            var isHeld = onHand == 0 && held == quantity;
            var isReviewed = status.equals("ON_HOLD") && (isHeld || (onHand == -quantity && held == 0));
            findings.require(
                    isReviewed
                            || (onHand == (sold ? -quantity : 0) && held == (status.equals("PENDING") ? quantity : 0)),
                    "order and product %s: %d pieces of a %s order moved %d off the shelf and %d to the held ones"
                            .formatted(line.text("place"), quantity, status, -onHand, held));
        }
        for (var entry : moved.entrySet()) {
            findings.require(
                    entry.getValue().number("on_hand") == 0,
                    "order and product " + entry.getKey() + " has no order line and moved "
                            + entry.getValue().number("on_hand"));
        }
    }

    /** The products by id, as inventory-service has them. */
    static Map<String, Row> stocks(Evidence evidence) throws Exception {
        return evidence
                .rows(Store.INVENTORY, "SELECT product_id AS id, sku, on_hand, held, version FROM stock")
                .stream()
                .collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
    }

    private StockInvariants() {}
}
