package shop.proof.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import shop.recommendations.Baskets;

/**
 * Real invoices of a gift wholesaler, the oldest first. Left out are cancellations (their number starts with C), lines whose quantity or price
 * is not positive, and what is no article: postage, fees, samples and corrections, whose code does not start with five digits.
 */
record RetailOrders(List<Order> orders) {

    private static final Pattern ARTICLE = Pattern.compile("[0-9]{5}.*");
    private static final int COLUMNS = 7;

    /** One invoice with its articles, each once, in the order of its lines. */
    record Order(String number, Instant at, Set<String> articles) {}

    static RetailOrders read(Path file) throws IOException {
        var orders = new LinkedHashMap<String, Order>();
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var cells = line.split(",", COLUMNS);
                if (!cells[0].startsWith("C")
                        && ARTICLE.matcher(cells[1]).matches()
                        && Integer.parseInt(cells[2]) > 0
                        && Double.parseDouble(cells[3]) > 0) {
                    orders.computeIfAbsent(
                                    cells[0],
                                    number -> new Order(number, Instant.parse(cells[4]), new LinkedHashSet<>()))
                            .articles()
                            .add(cells[1].toUpperCase(Locale.ROOT));
                }
            }
        }
        var sorted = new ArrayList<>(orders.values());
        sorted.sort(Comparator.comparing(Order::at).thenComparing(Order::number));
        return new RetailOrders(sorted);
    }

    List<Order> before(Instant end) {
        return orders.stream().filter(order -> order.at().isBefore(end)).toList();
    }

    List<Order> from(Instant begin) {
        return orders.stream().filter(order -> !order.at().isBefore(begin)).toList();
    }

    /** Numbers for the articles, those of the training first. */
    static final class Numbers {

        private final Map<String, Integer> numbers = new HashMap<>();

        int[] of(Order order) {
            return order.articles().stream()
                    .mapToInt(article -> numbers.computeIfAbsent(article, _ -> numbers.size()))
                    .toArray();
        }

        int count() {
            return numbers.size();
        }
    }

    static Baskets baskets(List<Order> orders, Numbers numbers) {
        var baskets = orders.stream().map(numbers::of).toList();
        return new Baskets(numbers.count(), baskets);
    }
}
