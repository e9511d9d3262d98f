package shop.proof.prove.check;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.proof.prove.check.Stores.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What is shown is what is stored, and what has begun comes to its end. */
final class ViewInvariants {

    /** How long after its deadline an order may wait for the timer. */
    private static final int EXPIRED_AFTER_SECONDS = 120;

    private ViewInvariants() {}

    /** Nothing is under way that nobody can end: no paid order unconfirmed, none overdue (its review neither), no money owed, no attempt of an ended order. */
    static void whatHasBegunEnds(Evidence evidence, Findings findings) throws Exception {
        findings.checked(evidence.count(Store.ORDERS, "SELECT count(*) FROM orders"));
        for (var order : evidence.rows(Store.ORDERS, """
                SELECT id, status, payment_status, reserved_until FROM orders
                 WHERE status = 'PENDING' AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
                    OR status = 'PENDING' AND payment_status IN ('UNPAID', 'FAILED')
                       AND reserved_until < now() - make_interval(secs => %d)
                    OR status IN ('CANCELLED', 'EXPIRED') AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED') AND NOT disputed
                    OR status = 'ON_HOLD' AND status_since < now() - interval '48 hours' - make_interval(secs => %<d)""".formatted(EXPIRED_AFTER_SECONDS))) {
            findings.violated("order %s rests as %s and %s, reserved until %s"
                    .formatted(
                            order.text("id"),
                            order.text("status"),
                            order.text("payment_status"),
                            order.time("reserved_until")));
        }
        findings.checked(evidence.count(Store.PAYMENTS, "SELECT count(*) FROM payment"));
        for (var payment : evidence.rows(Store.PAYMENTS, """
                SELECT p.id, p.order_id, p.state, o.closed_as FROM payment p JOIN payable_order o ON o.order_id = p.order_id
                 WHERE p.state = 'STARTING'
                    OR p.state IN ('PROCESSING', 'REQUIRES_ACTION') AND o.closed_as IS NOT NULL""")) {
            findings.violated("payment %s of order %s rests as %s, the order is %s"
                    .formatted(
                            payment.text("id"),
                            payment.text("order_id"),
                            payment.text("state"),
                            payment.text("closed_as")));
        }
        for (var refund : evidence.rows(Store.PAYMENTS, "SELECT id, state FROM refund WHERE state = 'PENDING'")) {
            findings.violated("refund " + refund.text("id") + " rests as PENDING");
        }
        for (var webhook : evidence.rows(
                Store.PAYMENTS, "SELECT id, type, state FROM webhook_event WHERE state IN ('PENDING', 'GIVEN_UP')")) {
            findings.violated("webhook " + webhook.text("id") + " (" + webhook.text("type") + ") rests as "
                    + webhook.text("state"));
        }
        for (var state : List.of("PENDING", "FAILED")) {
            var left = evidence.get("/api/notifications/deliveries?size=1&state=" + state)
                    .number("totalItems");
            findings.require(left == 0, left + " deliveries are " + state);
        }
        var stuck = evidence.get("/api/admin/summary").json().path("stuckOrders");
        findings.require(stuck.isEmpty(), "the summary names stuck orders: " + stuck);
    }

    /** Products, prices and stock are the same in every copy: in order-service, inventory-service, the product pages and the search. */
    static void readModelsConverge(Evidence evidence, Findings findings) throws Exception {
        var products = shown(evidence);
        var copies = evidence
                .rows(
                        Store.ORDERS,
                        "SELECT product_id AS id, version, sku, name, price_minor, currency, archived FROM product_copy")
                .stream()
                .collect(Collectors.toMap(row -> row.text("id"), Function.identity()));
        var stocks = StockInvariants.stocks(evidence);
        for (var product : products.values()) {
            var id = product.path("id").asString();
            var copy = copies.get(id);
            findings.require(
                    copy != null
                            && copy.number("version") == product.path("version").asLong()
                            && copy.text("name").equals(product.path("name").asString())
                            && copy.text("sku").equals(product.path("sku").asString())
                            && copy.number("price_minor")
                                    == product.at("/price/amountMinor").asLong()
                            && copy.text("currency")
                                    .equals(product.at("/price/currency").asString())
                            && !copy.flag("archived"),
                    "product %s is %s in the catalog and %s in order-service"
                            .formatted(id, product, copy == null ? "nothing" : copy.columns()));
            var stock = stocks.get(id);
            findings.require(
                    stock != null
                            && stock.text("sku").equals(product.path("sku").asString()),
                    "product " + id + " has no stock record of its SKU");
        }
        copies.values().stream()
                .filter(copy -> !copy.flag("archived"))
                .forEach(copy -> findings.require(
                        products.containsKey(copy.text("id")),
                        "product " + copy.text("id") + " is sold by order-service and in no catalog"));
        pagesShowTheStock(findings, products, stocks);
        exportIsTheCatalog(evidence, findings, products);
    }

    private static void pagesShowTheStock(Findings findings, Map<String, JsonNode> products, Map<String, Row> stocks) {
        products.forEach((id, product) -> {
            var stock = stocks.get(id);
            var available = product.at("/availability/available").asLong();
            findings.require(
                    stock != null && available == stock.number("on_hand") - stock.number("held"),
                    "product %s is shown with %d available (expected: %d less %d held)"
                            .formatted(
                                    id,
                                    available,
                                    stock == null ? 0 : stock.number("on_hand"),
                                    stock == null ? 0 : stock.number("held")));
        });
    }

    /** Found by the search, shown as a product's page shows it. */
    private static Map<String, JsonNode> shown(Evidence evidence) {
        return evidence.items("/api/products?sort=sku").stream()
                .collect(Collectors.toMap(product -> product.path("id").asString(), Function.identity()));
    }

    private static void exportIsTheCatalog(Evidence evidence, Findings findings, Map<String, JsonNode> products) {
        var exported = evidence.admin()
                .with("Accept", "application/x-ndjson")
                .get("/api/products/export")
                .expect(200)
                .body()
                .lines()
                .filter(line -> !line.isBlank())
                .map(JsonMapper.shared()::readTree)
                .collect(Collectors.toMap(product -> product.path("sku").asString(), Function.identity()));
        findings.require(
                exported.size() == products.size(),
                exported.size() + " products are exported and " + products.size() + " found by the search");
        products.values()
                .forEach(product -> findings.require(
                        product.path("price")
                                .equals(exported.getOrDefault(
                                                product.path("sku").asString(), MissingNode.getInstance())
                                        .path("price")),
                        "product " + product.path("id").asString() + " is not exported as it is shown"));
    }

    /** What administrators see over HTTP is what is stored: the interface hides no row and makes none up. */
    static void interfacesShowEveryRow(Evidence evidence, Findings findings) throws Exception {
        var orders = evidence.count(Store.ORDERS, "SELECT count(*) FROM orders");
        var listed = evidence.get("/api/orders?size=1").number("totalItems");
        findings.require(listed == orders, listed + " orders are listed (expected: " + orders + ")");
        var payments = evidence.count(Store.PAYMENTS, "SELECT count(*) FROM payment");
        var listedPayments = evidence.get("/api/payments?size=1").number("totalItems");
        findings.require(
                listedPayments == payments, listedPayments + " payments are listed (expected: " + payments + ")");
        var states = evidence.get("/api/admin/summary").json().path("ordersByState");
        for (var state : evidence.rows(Store.ORDERS, "SELECT status, count(*) AS orders FROM orders GROUP BY status")) {
            findings.require(
                    states.path(state.text("status")).asLong() == state.number("orders"),
                    "the summary counts %d orders as %s (expected: %d)"
                            .formatted(
                                    states.path(state.text("status")).asLong(),
                                    state.text("status"),
                                    state.number("orders")));
        }
        var accounts = evidence.count(Store.USERS, "SELECT count(*) FROM accounts");
        var listedAccounts = evidence.get("/api/users?size=1").number("totalItems");
        findings.require(
                listedAccounts == accounts, listedAccounts + " accounts are listed (expected: " + accounts + ")");
        var total = evidence.count(Store.ORDERS, "SELECT coalesce(sum(total_minor), 0) FROM orders");
        var shown = evidence.items("/api/orders").stream()
                .mapToLong(order -> order.at("/total/amountMinor").asLong())
                .sum();
        findings.require(shown == total, "the listed orders cost " + shown + " (expected: " + total + ")");
    }
}
