package shop.order.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderLine;
import shop.order.domain.ProductId;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.UsualSums;

/**
 * Real invoice lines ({@code invoice,sku,quantity,unitPrice,time,customer,country}; an invoice that begins with C cancels) as orders with
 * the features that the service would have seen, and the label whether a line of the order was cancelled within 30 days. A cancelled line
 * belongs to the last order before it of the same customer and sku. Lines without a customer, a quantity or a price are left out.
 */
final class RetailOrders {

    private static final Duration RETURN_WINDOW = Duration.ofDays(30);
    private static final int WINDOW = 5_000;
    private static final int COLUMNS = 7;
    private static final String CURRENCY = "GBP";
    private static final int GZIP = 0x1f;

    private RetailOrders() {}

    /** The orders whose 30 days are within the file, the earliest first. */
    static List<Sample> read(Path file) throws IOException {
        var placed = new LinkedHashMap<String, Placed>();
        var cancelled = new ArrayList<Cancelled>();
        var last = Instant.EPOCH;
        try (var in = lines(file)) {
            in.readLine();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var columns = line.split(",", -1);
                if (columns.length != COLUMNS || columns[5].isEmpty()) {
                    continue;
                }
                var quantity = Integer.parseInt(columns[2]);
                var cents = Math.round(Double.parseDouble(columns[3]) * 100);
                var at = Instant.parse(columns[4]);
                last = last.isBefore(at) ? at : last;
                if (columns[0].startsWith("C")) {
                    cancelled.add(new Cancelled(columns[5], columns[1], at));
                } else if (quantity > 0 && cents > 0) {
                    placed.computeIfAbsent(columns[0], _ -> new Placed(columns[5], at))
                            .add(columns[1], quantity, cents);
                }
            }
        }
        var orders = placed.values().stream()
                .sorted(Comparator.comparing(order -> order.at))
                .toList();
        attribute(orders, cancelled);
        return samples(orders, last.minus(RETURN_WINDOW));
    }

    private static BufferedReader lines(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try (var peek = Files.newInputStream(file)) {
            if (peek.read() == GZIP) {
                in = new GZIPInputStream(in);
            }
        }
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static void attribute(List<Placed> orders, List<Cancelled> cancelled) {
        var bought = new HashMap<String, List<Placed>>();
        for (var order : orders) {
            order.quantities
                    .keySet()
                    .forEach(sku -> bought.computeIfAbsent(order.customer + " " + sku, _ -> new ArrayList<>())
                            .add(order));
        }
        for (var line : cancelled) {
            bought.getOrDefault(line.customer() + " " + line.sku(), List.of()).reversed().stream()
                    .filter(order -> !order.at.isAfter(line.at()))
                    .findFirst()
                    .filter(order -> !order.at.plus(RETURN_WINDOW).isBefore(line.at()))
                    .ifPresent(order -> order.returned(line.at()));
        }
    }

    private static List<Sample> samples(List<Placed> orders, Instant end) {
        var samples = new ArrayList<Sample>();
        var before = new HashMap<String, List<Placed>>();
        var sums = new LatestSums(WINDOW);
        for (var order : orders) {
            var history = before.computeIfAbsent(order.customer, _ -> new ArrayList<>());
            if (order.at.isBefore(end)) {
                samples.add(order.sample(history, sums.usual()));
            }
            history.add(order);
            sums.add(order.amountMinor());
        }
        return samples;
    }

    private record Cancelled(String customer, String sku, Instant at) {}

    private static final class Placed {

        private final String customer;
        private final Instant at;
        private final Map<String, Integer> quantities = new LinkedHashMap<>();
        private final Map<String, Long> prices = new HashMap<>();
        private @Nullable Instant firstReturn;

        Placed(String customer, Instant at) {
            this.customer = customer;
            this.at = at;
        }

        void add(String sku, int quantity, long cents) {
            quantities.merge(sku, quantity, Integer::sum);
            prices.putIfAbsent(sku, cents);
        }

        void returned(Instant when) {
            firstReturn = firstReturn == null || when.isBefore(firstReturn) ? when : firstReturn;
        }

        private boolean wasReturnedBefore(Instant when) {
            return firstReturn != null && firstReturn.isBefore(when);
        }

        long amountMinor() {
            return quantities.entrySet().stream()
                    .mapToLong(line -> line.getValue() * prices.getOrDefault(line.getKey(), 0L))
                    .sum();
        }

        Sample sample(List<Placed> history, @Nullable UsualSums usual) {
            var lines = quantities.entrySet().stream()
                    .map(line -> new OrderLine(
                            new ProductId(uuid(line.getKey())),
                            line.getKey(),
                            line.getKey(),
                            // A wholesaler's quantities go beyond what an order of ours may have; the sum is the real
                            // one.
                            Math.min(line.getValue(), OrderLine.MAX_QUANTITY),
                            Money.of(prices.getOrDefault(line.getKey(), 0L), CURRENCY)))
                    .toList();
            var latest = history.reversed().stream().limit(200).toList();
            var account = new AccountHistory(
                    history.isEmpty() ? null : history.getFirst().at,
                    latest.size(),
                    latest.size(),
                    (int) latest.stream()
                            .filter(order -> order.wasReturnedBefore(at))
                            .count(),
                    (int) latest.stream()
                            .filter(order -> order.at.isAfter(at.minus(Duration.ofHours(1))))
                            .count(),
                    0,
                    0);
            var features = RiskFeatures.placing(
                    new CustomerId(uuid(customer)),
                    new Basket(lines, Money.of(amountMinor(), CURRENCY)),
                    account,
                    false,
                    usual,
                    at,
                    ZoneOffset.UTC);
            return new Sample(features, firstReturn != null, "retail", amountMinor(), at);
        }

        private static UUID uuid(String name) {
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        }
    }
}
