package shop.storefront.admin;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.kernel.Money;
import shop.sdk.Administration;
import shop.sdk.Administration.DaySales;
import shop.sdk.Administration.HourSales;
import shop.sdk.Administration.Summary;
import shop.sdk.Operations;
import shop.sdk.PageOf;
import shop.sdk.ShopApiException;
import shop.storefront.shell.Visitor;

/** How the shop does, and what needs somebody. Each question is asked by itself: one that gets no answer leaves a gap, not an empty page. */
@Controller
class DashboardController implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DashboardController.class);
    private static final long MAX_WAIT_SECONDS = 6;
    private static final int WEEK = 7;
    private static final int DAY = 24;
    private static final int MOST_OF_A_KIND = 5;
    private static final List<String> SOLD = List.of("CONFIRMED", "SHIPPED", "DELIVERED");

    private final Desk desk;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    DashboardController(Desk desk, Clock clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /**
     * The dashboard.
     *
     * @param charts of the sales by day and by hour
     * @param needs what somebody has to look at, the most urgent first
     */
    public record DashboardView(
            String title,
            List<Figure> figures,
            List<Drawing> charts,
            List<State> states,
            List<Need> needs,
            List<String> missing) {}

    /** A chart, and the same as a table. */
    public record Drawing(String id, String heading, Chart chart, Table table) {}

    /** A figure, and its change against the week before: {@code up}, {@code down} or {@code same}. */
    public record Figure(String label, String value, String change, String direction) {}

    public record State(Table.Cell state, String count, String href) {}

    public record Need(String kind, String label, String text, String href) {}

    @AcceptsQuery("*")
    @GetMapping("/admin")
    ModelAndView show(Visitor visitor) {
        var words = desk.words(visitor);
        var shop = visitor.shop();
        var operations = new Operations(shop);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var monday = today.minusDays(WEEK - 1);
        Future<Summary> thisWeek = ask(() -> shop.admin().summary(monday, today));
        Future<Summary> weekBefore = ask(() -> shop.admin().summary(monday.minusDays(WEEK), monday.minusDays(1)));
        Future<Operations.Reconciliation> drifts = ask(() -> operations.reconciliation(0, 100));
        Future<PageOf<Operations.DeadLetter>> letters =
                ask(() -> operations.deadLetters("OPEN", null, 0, MOST_OF_A_KIND));
        Future<PageOf<Operations.OpenDispute>> disputes = ask(() -> operations.openDisputes(0, MOST_OF_A_KIND));
        Future<PageOf<Operations.RiskReview>> holds = ask(() -> operations.riskReviews(null, MOST_OF_A_KIND));
        Future<Operations.Outboxes> outboxes = ask(operations::outboxes);

        var missing = new ArrayList<String>();
        var now = answer(thisWeek, "orders", missing, words);
        var before = answer(weekBefore, null, missing, words);
        var needs = new ArrayList<Need>();
        if (now != null) {
            now.unavailable().forEach(service -> missing.add(words.get("desk.unavailable", service)));
            stuck(now, needs, words);
        }
        drifts(answer(drifts, "payments", missing, words), needs, words);
        disputes(answer(disputes, null, missing, words), needs, words);
        holds(answer(holds, null, missing, words), needs, words);
        letters(answer(letters, "events", missing, words), needs, words);
        parked(answer(outboxes, null, missing, words), needs, words);
        if (now != null) {
            lowStock(now, needs, words);
        }
        var view = new DashboardView(
                words.get("desk.nav.dashboard"),
                now == null ? List.of() : figures(now, before, words),
                now == null
                        ? List.of()
                        : List.of(
                                new Drawing(
                                        "days",
                                        words.get("desk.chart.heading"),
                                        chart(now, before, monday.minusDays(WEEK), words),
                                        days(now, before, words)),
                                new Drawing(
                                        "hours",
                                        words.get("desk.hours.heading"),
                                        hourChart(now, before, words),
                                        hours(now, words))),
                now == null ? List.of() : states(now, words),
                needs,
                missing);
        return desk.page("dashboard", Section.DASHBOARD, view.title(), view, visitor);
    }

    // Figures

    private static List<Figure> figures(Summary now, @Nullable Summary before, Words words) {
        var currency = currency(now, before);
        var sales = gross(now, currency);
        var orders = paid(now, currency);
        var salesBefore = before == null ? null : gross(before, currency);
        var ordersBefore = before == null ? null : paid(before, currency);
        return List.of(
                figure("sales", words.money(Money.of(sales, currency)), sales, salesBefore, words),
                figure("orders", words.number(orders), orders, ordersBefore, words),
                figure(
                        "average",
                        words.money(Money.of(average(sales, orders), currency)),
                        average(sales, orders),
                        salesBefore == null || ordersBefore == null ? null : average(salesBefore, ordersBefore),
                        words),
                figure(
                        "conversion",
                        words.get("desk.percent", conversion(now)),
                        conversion(now),
                        before == null ? null : conversion(before),
                        words));
    }

    private static Figure figure(String key, String value, long now, @Nullable Long before, Words words) {
        var label = words.get("desk.figure." + key);
        if (before == null || before == 0) {
            return new Figure(label, value, words.get("desk.change.none"), "same");
        }
        var percent = Math.round((now - before) * 100.0 / before);
        var direction = percent > 0 ? "up" : percent < 0 ? "down" : "same";
        return new Figure(label, value, words.get("desk.change." + direction, Math.abs(percent)), direction);
    }

    /** The one that most is sold in: sums of different currencies are no sum. */
    private static String currency(Summary now, @Nullable Summary before) {
        var orders = new HashMap<String, Long>();
        for (var summary : before == null ? List.of(now) : List.of(now, before)) {
            summary.salesByDay().forEach(day -> orders.merge(day.currency(), day.orders(), Long::sum));
        }
        return orders.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("EUR");
    }

    private static long gross(Summary summary, String currency) {
        return summary.salesByDay().stream()
                .filter(day -> day.currency().equals(currency))
                .mapToLong(DaySales::grossMinor)
                .sum();
    }

    private static long paid(Summary summary, String currency) {
        return summary.salesByDay().stream()
                .filter(day -> day.currency().equals(currency))
                .mapToLong(DaySales::orders)
                .sum();
    }

    private static long average(long sales, long orders) {
        return orders == 0 ? 0 : sales / orders;
    }

    /** How many of a hundred orders that were placed were paid and kept. */
    private static long conversion(Summary summary) {
        var all = summary.ordersByState().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        var sold = SOLD.stream()
                .mapToLong(state -> summary.ordersByState().getOrDefault(state, 0L))
                .sum();
        return all == 0 ? 0 : Math.round(sold * 100.0 / all);
    }

    // The charts

    private static Chart chart(Summary now, @Nullable Summary before, LocalDate first, Words words) {
        var currency = currency(now, before);
        var byDay = new HashMap<LocalDate, DaySales>();
        for (var summary : before == null ? List.of(now) : List.of(before, now)) {
            summary.salesByDay().stream()
                    .filter(day -> day.currency().equals(currency))
                    .forEach(day -> byDay.put(day.day(), day));
        }
        var values = new ArrayList<Chart.Value>();
        for (var i = 0; i < 2 * WEEK; i++) {
            var day = first.plusDays(i);
            var sales = byDay.get(day);
            var gross = sales == null ? 0 : sales.grossMinor();
            values.add(new Chart.Value(words.day(day), gross, words.money(Money.of(gross, currency)), i >= WEEK));
        }
        return Chart.of(
                words.get("desk.chart.title"),
                words.get("desk.chart.text", words.money(Money.of(gross(now, currency), currency))),
                values);
    }

    /** The hours from this one a day back; those of today stand out. */
    private Chart hourChart(Summary now, @Nullable Summary before, Words words) {
        var currency = currency(now, before);
        var byHour = now.salesByHour().stream()
                .filter(hour -> hour.currency().equals(currency))
                .collect(Collectors.toMap(HourSales::hour, HourSales::grossMinor, Long::sum));
        var thisHour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        var today = thisHour.truncatedTo(ChronoUnit.DAYS);
        var values = new ArrayList<Chart.Value>();
        var sum = 0L;
        for (var back = DAY - 1; back >= 0; back--) {
            var hour = thisHour.minus(back, ChronoUnit.HOURS);
            var gross = byHour.getOrDefault(hour, 0L);
            sum += gross;
            values.add(new Chart.Value(
                    words.hour(hour), gross, words.money(Money.of(gross, currency)), !hour.isBefore(today)));
        }
        return Chart.of(
                words.get("desk.hours.title"),
                words.get("desk.hours.text", words.money(Money.of(sum, currency))),
                values);
    }

    private static Table hours(Summary now, Words words) {
        return Table.of(
                words,
                "desk.hours",
                Table.columns(words, "hour", "#orders", "#sales"),
                now.salesByHour().stream()
                        .sorted(Comparator.comparing(HourSales::hour).reversed().thenComparing(HourSales::currency))
                        .limit(DAY)
                        .map(hour -> Table.row(
                                words.text(words.day(LocalDate.ofInstant(hour.hour(), ZoneOffset.UTC)) + ", "
                                        + words.hour(hour.hour())),
                                words.figure(hour.orders()),
                                words.sum(Money.of(hour.grossMinor(), hour.currency()))))
                        .toList());
    }

    private static Table days(Summary now, @Nullable Summary before, Words words) {
        var days = new ArrayList<>(now.salesByDay());
        if (before != null) {
            days.addAll(before.salesByDay());
        }
        return Table.of(
                words,
                "desk.days",
                Table.columns(words, "day", "#orders", "#sales"),
                days.stream()
                        .sorted(Comparator.comparing(DaySales::day).reversed().thenComparing(DaySales::currency))
                        .map(day -> Table.row(
                                words.text(words.day(day.day())),
                                words.figure(day.orders()),
                                words.sum(Money.of(day.grossMinor(), day.currency()))))
                        .toList());
    }

    private static List<State> states(Summary now, Words words) {
        return now.ordersByState().entrySet().stream()
                .filter(state -> state.getValue() > 0)
                .map(state -> new State(
                        words.state(state.getKey()),
                        words.number(state.getValue()),
                        "/admin/orders?status=" + state.getKey()))
                .toList();
    }

    // What needs somebody

    private static void stuck(Summary summary, List<Need> needs, Words words) {
        summary.stuckOrders().stream()
                .limit(MOST_OF_A_KIND)
                .forEach(order -> needs.add(new Need(
                        "danger",
                        words.get("desk.need.stuck", order.number()),
                        words.state("desk.stuck.", order.reason()) + ", " + words.time(order.since()),
                        "/admin/orders/" + order.orderId())));
    }

    private static void drifts(Operations.@Nullable Reconciliation report, List<Need> needs, Words words) {
        if (report != null) {
            report.drifts().items().stream()
                    .filter(drift -> drift.state().equals("OPEN"))
                    .limit(MOST_OF_A_KIND)
                    .forEach(drift -> needs.add(new Need(
                            "danger",
                            words.state("desk.drift.", drift.kind()),
                            drift.detail(),
                            "/admin/reconciliation/drifts/" + drift.id())));
        }
    }

    /** Those that wait for the bank need nobody. */
    private static void disputes(@Nullable PageOf<Operations.OpenDispute> disputes, List<Need> needs, Words words) {
        if (disputes != null) {
            disputes.items().stream()
                    .filter(Operations.OpenDispute::waitsForTheShop)
                    .forEach(open -> {
                        var due = open.dispute().evidenceDue();
                        needs.add(new Need(
                                "danger",
                                words.get(
                                        "desk.need.dispute",
                                        words.money(open.dispute().amount())),
                                due == null
                                        ? words.state(
                                                "desk.failure.", open.dispute().reason())
                                        : words.get("desk.need.dispute.due", words.time(due)),
                                "/admin/payments/" + open.paymentId()));
                    });
        }
    }

    private static void holds(@Nullable PageOf<Operations.RiskReview> holds, List<Need> needs, Words words) {
        if (holds != null) {
            holds.items()
                    .forEach(hold -> needs.add(new Need(
                            "warning",
                            words.get("desk.need.hold", hold.number()),
                            words.money(hold.total()) + ", " + words.time(hold.heldSince()),
                            "/admin/holds")));
        }
    }

    private static void letters(@Nullable PageOf<Operations.DeadLetter> letters, List<Need> needs, Words words) {
        if (letters != null && !letters.items().isEmpty()) {
            var first = letters.items().getFirst();
            var all = letters.totalItems() == null ? letters.items().size() : letters.totalItems();
            needs.add(new Need(
                    "danger",
                    words.get("desk.need.letters", all),
                    first.topic() + ", " + words.time(first.failedAt()),
                    "/admin/dead-letters"));
        }
    }

    private static void parked(Operations.@Nullable Outboxes outboxes, List<Need> needs, Words words) {
        var parked = outboxes == null
                ? 0
                : outboxes.items().stream().mapToLong(Operations.Outbox::parked).sum();
        if (parked > 0) {
            needs.add(new Need(
                    "danger",
                    words.get("desk.need.parked", parked),
                    words.get("desk.need.parked.text"),
                    "/admin/events"));
        }
    }

    private static void lowStock(Summary summary, List<Need> needs, Words words) {
        summary.lowStock().stream()
                .sorted(Comparator.comparingLong(Administration.LowStock::available))
                .limit(MOST_OF_A_KIND)
                .forEach(stock -> needs.add(new Need(
                        "warning",
                        words.get("desk.need.stock", stock.sku()),
                        words.get("desk.need.stock.text", stock.available()),
                        "/admin/stock/" + stock.productId())));
    }

    private <T> Future<T> ask(Callable<T> question) {
        return threads.submit(question);
    }

    private static <T> @Nullable T answer(Future<T> asked, @Nullable String part, List<String> missing, Words words) {
        try {
            return asked.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException failure) {
            if (failure.getCause() != null && !(failure.getCause() instanceof ShopApiException)) {
                throw new IllegalStateException("a question of the dashboard failed", failure.getCause());
            }
            log.info("The dashboard goes without an answer: {}", failure.toString());
            if (part != null) {
                missing.add(words.get("desk.missing." + part));
            }
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
