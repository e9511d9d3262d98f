package shop.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arithmetic of a replay: what was there, what was sold, what must be there now. Knows nothing of HTTP. */
final class Books {

    /** A product's stock as the shop states it. */
    record Stock(long onHand, long held) {

        static final Stock NONE = new Stock(0, 0);
    }

    /** What became of an order. */
    enum End {
        /** Paid: its units have left. */
        SOLD,
        /** Awaits payment: its units are held. */
        HELD,
        /** Cancelled or expired: its units are back. */
        FREED
    }

    /** An order of ours, as the shop states it. */
    record Sale(String order, Money total, Map<String, Long> units, End end) {

        Sale {
            units = Map.copyOf(units);
        }
    }

    /** What the payment provider has taken for an order. */
    record Captured(String currency, long amountMinor, long times, long refundedMinor) {

        static final Captured NOTHING = new Captured("", 0, 0, 0);
    }

    private Books() {}

    /**
     * Compares each product that was touched: paid units have left the shelf, unpaid ones are held, nothing else has changed.
     *
     * @return a sentence for each product that is wrong
     */
    static List<String> stockErrors(Map<String, Stock> before, Map<String, Stock> after, List<Sale> sales) {
        var sold = new TreeMap<String, Long>();
        var held = new TreeMap<String, Long>();
        for (var sale : sales) {
            sale.units().forEach((product, units) -> {
                sold.merge(product, sale.end() == End.SOLD ? units : 0, Math::addExact);
                held.merge(product, sale.end() == End.HELD ? units : 0, Math::addExact);
            });
        }
        var errors = new ArrayList<String>();
        for (var product : sold.keySet()) {
            var was = before.getOrDefault(product, Stock.NONE);
            var is = after.getOrDefault(product, Stock.NONE);
            var gone = sold.getOrDefault(product, 0L);
            var kept = held.getOrDefault(product, 0L);
            var due = new Stock(was.onHand() - gone, was.held() + kept);
            if (!is.equals(due)) {
                errors.add("product %s: on hand %d, held %d (expected: on hand %d - %d sold = %d, held %d + %d = %d)"
                        .formatted(
                                product,
                                is.onHand(),
                                is.held(),
                                was.onHand(),
                                gone,
                                due.onHand(),
                                was.held(),
                                kept,
                                due.held()));
            } else if (is.onHand() < is.held() || is.held() < 0) {
                errors.add("product %s: on hand %d, held %d (expected: on hand >= held >= 0)"
                        .formatted(product, is.onHand(), is.held()));
            }
        }
        return errors;
    }

    /**
     * Compares each order with what the provider took: its total, once, for a paid one; nothing for an unpaid one.
     *
     * @return a sentence for each order that is wrong
     */
    static List<String> moneyErrors(List<Sale> sales, Map<String, Captured> captured) {
        var errors = new ArrayList<String>();
        for (var sale : sales) {
            var taken = captured.getOrDefault(sale.order(), Captured.NOTHING);
            var due = sale.end() == End.SOLD ? sale.total().amountMinor() : 0;
            if (taken.amountMinor() - taken.refundedMinor() != due) {
                errors.add("order %s: captured %d, refunded %d (expected: %d kept of %s)"
                        .formatted(sale.order(), taken.amountMinor(), taken.refundedMinor(), due, sale.total()));
            } else if (due > 0 && !taken.currency().equals(sale.total().currency())) {
                errors.add("order %s: captured in %s (expected: %s)"
                        .formatted(sale.order(), taken.currency(), sale.total().currency()));
            } else if (taken.times() > 1) {
                errors.add("order %s: captured %d times (expected: once)".formatted(sale.order(), taken.times()));
            }
        }
        return errors;
    }

    /** By currency, because nobody adds euros to pounds. */
    static Map<String, Money> sums(List<Money> amounts) {
        var sums = new TreeMap<String, Money>();
        amounts.forEach(amount -> sums.merge(amount.currency(), amount, Money::plus));
        return sums;
    }
}
