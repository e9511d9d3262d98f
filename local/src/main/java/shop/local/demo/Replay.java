package shop.local.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import shop.local.demo.Baskets.Basket;
import shop.local.demo.Baskets.Line;

/**
 * Sends baskets to the shop as their customers would. The good lines of a basket are one order, which is paid. A line that no shop may
 * accept is sent too, as it is and alone, so that its refusal shows and does not cost the customer the rest of the basket.
 */
final class Replay {

    private static final String CARD = "pm_card_visa";
    private static final ShopClient.Address ADDRESS =
            new ShopClient.Address("Replayed Customer", "1 Market Square", "London", "EC1A 1BB", "GB");

    /** An order that the shop accepted. */
    private record Placed(Session customer, ShopClient.Order order, Map<String, Long> units, boolean paying) {}

    /** A customer of the file and the account in the shop, opened by the first basket. */
    private final class Account {

        private final String customer;
        private @Nullable Session session;

        Account(String customer) {
            this.customer = customer;
        }

        synchronized Session session() {
            var open = session;
            if (open == null) {
                open = open(customer);
                session = open;
            }
            return open;
        }
    }

    private final ShopClient client;
    private final String run;
    private final Map<String, ShopClient.Product> catalog;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Queue<Placed> placed = new ConcurrentLinkedQueue<>();
    private final LongAdder paid = new LongAdder();
    private final Tally refusedOrders = new Tally();
    private final Tally refusedLines = new Tally();
    private final Tally refusedPayments = new Tally();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param run names this run in its idempotency keys, so that a second run places new orders
     * @param catalog by sku
     */
    Replay(ShopClient client, String run, Map<String, ShopClient.Product> catalog) {
        this.client = client;
        this.run = run;
        this.catalog = Map.copyOf(catalog);
    }

    void send(Basket basket) {
        try {
            var customer =
                    accounts.computeIfAbsent(basket.customer(), Account::new).session();
            var units = new LinkedHashMap<String, Long>();
            Money due = null;
            for (var line : basket.lines()) {
                var product = catalog.get(line.sku());
                var oddity = oddity(basket, line, product);
                if (oddity != null || product == null) {
                    sendOdd(customer, line, product, String.valueOf(oddity));
                    continue;
                }
                units.merge(product.id(), line.quantity(), Math::addExact);
                var lineTotal = product.price().times(line.quantity());
                due = due == null ? lineTotal : due.plus(lineTotal);
            }
            if (due != null) {
                sendOrder(customer, basket, units, due);
            }
        } catch (Refusal refusal) {
            refusedOrders.add("account: " + refusal.reason());
        } catch (Unreachable gone) {
            errors.add("invoice %s: %s".formatted(basket.invoice(), gone.getMessage()));
        }
    }

    /** What the shop must refuse about a line, or null. */
    private static @Nullable String oddity(Basket basket, Line line, ShopClient.@Nullable Product product) {
        if (line.quantity() <= 0) {
            return basket.invoice().startsWith("C") ? "cancellation, quantity below 0" : "quantity below 1";
        }
        if (product == null) {
            return "unknown sku";
        }
        return line.priced() ? null : "price 0 or less";
    }

    private void sendOdd(Session customer, Line line, ShopClient.@Nullable Product product, String oddity) {
        // The API knows products by id: one that nobody has stands for a sku that nobody has.
        var id = product == null
                ? UUID.nameUUIDFromBytes(line.sku().getBytes(StandardCharsets.UTF_8))
                        .toString()
                : product.id();
        var order = ShopClient.NewOrder.of(List.of(new ShopClient.Item(id, line.quantity())), ADDRESS);
        if (!line.priced() && product != null) {
            order = order.expecting(new Money(0, product.price().currency())); // all that a client can say of a price
        }
        try {
            var accepted = client.placeOrder(customer, order, "replay-%s-%d".formatted(run, line.line()));
            errors.add("line %d (%s) was accepted as order %s".formatted(line.line(), oddity, accepted.id()));
        } catch (Refusal refusal) {
            refusedLines.add("%-32s %s".formatted(oddity, refusal.reason()));
            if (refusal.status() >= 500) {
                errors.add("line %d (%s): %s".formatted(line.line(), oddity, refusal.getMessage()));
            }
        }
    }

    private void sendOrder(Session customer, Basket basket, Map<String, Long> units, Money due) {
        var items = units.entrySet().stream()
                .map(entry -> new ShopClient.Item(entry.getKey(), entry.getValue()))
                .toList();
        ShopClient.Order order;
        try {
            var key = "replay-%s-%s".formatted(run, basket.invoice());
            order = client.placeOrder(customer, ShopClient.NewOrder.of(items, ADDRESS), key);
        } catch (Refusal refusal) {
            refusedOrders.add(refusal.reason());
            if (refusal.status() >= 500) {
                errors.add("invoice %s: %s".formatted(basket.invoice(), refusal.getMessage()));
            }
            return;
        }
        if (!order.total().equals(due)) {
            errors.add("order %s: total %s (expected: %s)".formatted(order.id(), order.total(), due));
        }
        placed.add(new Placed(customer, order, units, pay(customer, order, basket)));
    }

    private boolean pay(Session customer, ShopClient.Order order, Basket basket) {
        try {
            client.pay(customer, order.id(), CARD, "replay-%s-%s-payment".formatted(run, basket.invoice()));
            paid.increment();
            return true;
        } catch (Refusal refusal) {
            refusedPayments.add(refusal.reason());
        } catch (Unreachable gone) {
            errors.add("order %s: %s".formatted(order.id(), gone.getMessage()));
        }
        return false;
    }

    private Session open(String customer) {
        var name = customer.equals(Baskets.WALK_IN) ? "walk-in" : "customer-" + customer;
        var email = name.toLowerCase(Locale.ROOT) + "@replay.example";
        var password = "Basket of " + name + ", 2011";
        try {
            client.signUp(email, password, name);
        } catch (Refusal refusal) {
            if (!refusal.code().equals("email_taken")) {
                throw refusal;
            } // else an earlier run signed this customer up
        }
        return client.logIn(email, password);
    }

    /**
     * Waits until every payment has reached its order.
     *
     * @return each order with its end; those that never got there are among the errors
     */
    List<Books.Sale> settle(int workers, Duration limit) {
        var open = new ConcurrentHashMap<String, Placed>();
        placed.forEach(each -> open.put(each.order().id(), each));
        var sales = new ConcurrentHashMap<String, Books.Sale>();
        Patience.untilTrue(limit, () -> {
            Crew.work(workers, List.copyOf(open.values()), each -> {
                var now = client.order(each.customer(), each.order().id());
                var end = end(now, each.paying());
                if (end != null) {
                    sales.put(now.id(), new Books.Sale(now.id(), now.total(), each.units(), end));
                    open.remove(now.id());
                }
            });
            return open.isEmpty();
        });
        open.values().forEach(stuck -> {
            var now = client.order(stuck.customer(), stuck.order().id());
            errors.add("order %s was paid but is %s, %s".formatted(now.id(), now.status(), now.paymentStatus()));
            sales.put(now.id(), new Books.Sale(now.id(), now.total(), stuck.units(), Books.End.HELD));
        });
        return List.copyOf(sales.values());
    }

    /** Null while a payment is under way. */
    private static Books.@Nullable End end(ShopClient.Order order, boolean paying) {
        return switch (order.status()) {
            case "CONFIRMED", "SHIPPED", "DELIVERED" -> Books.End.SOLD;
            case "CANCELLED", "EXPIRED" -> Books.End.FREED;
            default -> paying ? null : Books.End.HELD;
        };
    }

    int customers() {
        return accounts.size();
    }

    long accepted() {
        return placed.size();
    }

    long paid() {
        return paid.sum();
    }

    Tally refusedOrders() {
        return refusedOrders;
    }

    Tally refusedLines() {
        return refusedLines;
    }

    Tally refusedPayments() {
        return refusedPayments;
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    /** All products of the shop by sku. */
    static Map<String, ShopClient.Product> catalog(ShopClient client) {
        var bySku = new HashMap<String, ShopClient.Product>();
        String cursor = null;
        do {
            var found = client.products(cursor);
            found.items().forEach(product -> bySku.put(product.sku(), product));
            cursor = found.nextCursor();
        } while (cursor != null);
        return bySku;
    }

    /** The stock of all products by product id. */
    static Map<String, Books.Stock> stock(ShopClient client, Session admin) {
        var byProduct = new HashMap<String, Books.Stock>();
        var pages = 1;
        for (var page = 0; page < pages; page++) {
            var found = client.stocks(admin, page, 100);
            pages = found.totalPages();
            found.items().forEach(each -> byProduct.put(each.productId(), new Books.Stock(each.onHand(), each.held())));
        }
        return byProduct;
    }
}
