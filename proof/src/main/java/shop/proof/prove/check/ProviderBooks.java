package shop.proof.prove.check;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the payment providers say they took and gave back.
 *
 * @param byProvider the books of each, by its name in payment-service: {@code orders}, {@code webhooks}
 */
record ProviderBooks(Map<String, JsonNode> byProvider) {

    private static final String CAPTURES = "captures";
    private static final String CAPTURED = "captured";
    private static final String REFUNDED = "refunded";
    private static final String CURRENCY = "currency";
    private static final String CURRENCIES = "currencies";

    ProviderBooks {
        byProvider = Map.copyOf(byProvider);
    }

    /** What one provider took and gave back for an order; missing if it took nothing. */
    JsonNode order(String provider, String order) {
        var books = byProvider.get(provider);
        if (books == null) {
            throw new IllegalArgumentException(provider + " (expected one of " + byProvider.keySet() + ")");
        }
        return books.path("orders").path(order);
    }

    /** All in one: {@code currencies}, {@code orders}, {@code webhooks}. An order that two providers took money of has both sums. */
    JsonNode together() {
        var all = JsonMapper.shared().createObjectNode();
        var orders = all.putObject("orders");
        var currencies = all.putObject(CURRENCIES);
        var pending = 0L;
        for (var books : byProvider.values()) {
            books.path("orders").properties().forEach(entry -> {
                var sums = orders.withObjectProperty(entry.getKey());
                var taken = entry.getValue();
                sums.put(
                        CAPTURES,
                        sums.path(CAPTURES).asInt(0) + taken.path(CAPTURES).asInt(0));
                add(sums, taken);
                var currency = taken.path(CURRENCY).asString("").toUpperCase(Locale.ROOT);
                // Two currencies for one order are no currency of any order.
                sums.put(
                        CURRENCY,
                        sums.hasNonNull(CURRENCY)
                                        && !sums.path(CURRENCY).asString().equals(currency)
                                ? sums.path(CURRENCY).asString() + "+" + currency
                                : currency);
                if (!books.has(CURRENCIES)) {
                    add(currencies.withObjectProperty(currency), taken);
                }
            });
            // What a provider counts by itself is more than the sums of orders: money without an order is in it, too.
            books.path(CURRENCIES)
                    .properties()
                    .forEach(entry -> add(currencies.withObjectProperty(entry.getKey()), entry.getValue()));
            pending += books.at("/webhooks/pending").asLong(0);
        }
        all.putObject("webhooks").put("pending", pending);
        return all;
    }

    private static void add(ObjectNode sums, JsonNode more) {
        for (var sum : new String[] {CAPTURED, REFUNDED}) {
            sums.put(sum, sums.path(sum).asLong(0) + more.path(sum).asLong(0));
        }
    }
}
