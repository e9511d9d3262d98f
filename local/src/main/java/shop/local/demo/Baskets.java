package shop.local.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Real invoices, as the till wrote them. */
final class Baskets {

    static final List<String> REQUIRED = List.of("invoice", "sku", "quantity", "unitPrice", "customer");

    /** Whose name the till did not know. */
    static final String WALK_IN = "";

    /** @param priced whether the till took money for it; how much does not matter, the shop has its own prices */
    record Line(long line, String sku, long quantity, boolean priced) {}

    /** @param customer {@link #WALK_IN} if the till did not know it */
    record Basket(String invoice, String customer, List<Line> lines) {}

    /** @param unreadable number of lines that are no sale of anything, by reason */
    record Reading(List<Basket> baskets, Map<String, Long> unreadable) {}

    private Baskets() {}

    /** The first so many invoices of the file. */
    static Reading first(int count, Iterable<Csv.Row> rows) {
        var customers = new LinkedHashMap<String, String>();
        var lines = new LinkedHashMap<String, List<Line>>();
        var unreadable = new LinkedHashMap<String, Long>();
        for (var row : rows) {
            try {
                var invoice = row.get("invoice");
                if (!lines.containsKey(invoice)) {
                    if (lines.size() == count) {
                        break;
                    }
                    customers.put(invoice, row.get("customer"));
                    lines.put(invoice, new ArrayList<>());
                }
                lines.computeIfAbsent(invoice, _ -> new ArrayList<>()).add(line(row));
            } catch (IllegalArgumentException bad) {
                unreadable.merge(String.valueOf(bad.getMessage()), 1L, Long::sum);
            }
        }
        var baskets = new ArrayList<Basket>();
        lines.forEach((invoice, sold) -> {
            if (!sold.isEmpty()) {
                baskets.add(new Basket(invoice, customers.getOrDefault(invoice, WALK_IN), List.copyOf(sold)));
            }
        });
        return new Reading(baskets, unreadable);
    }

    private static Line line(Csv.Row row) {
        return new Line(
                row.line(),
                row.get("sku"),
                quantity(row),
                number(row, "unitPrice").signum() > 0);
    }

    private static long quantity(Csv.Row row) {
        try {
            return number(row, "quantity").longValueExact();
        } catch (ArithmeticException broken) {
            throw new IllegalArgumentException("quantity is no whole number", broken);
        }
    }

    private static BigDecimal number(Csv.Row row, String column) {
        var text = row.get(column);
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(column + " '" + text + "' is not a number", noNumber);
        }
    }
}
