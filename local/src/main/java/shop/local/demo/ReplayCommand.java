package shop.local.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.local.launch.RunningFleet;
import shop.local.launch.ShopException;

/** Places real baskets as real customers, and then holds the shop's books against what happened. */
@Command(
        name = "replay",
        description = {
            "Place real baskets (columns invoice,sku,quantity,unitPrice,customer) as their customers, pay them, and check that "
                    + "stock and money add up.",
            "Import the catalog first. Nobody else may change stock meanwhile, or the check finds it."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final int SHOWN = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE.csv.gz", description = "May be plain.")
    private @Nullable Path file;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Invoices to take. Default: ${DEFAULT-VALUE}")
    private int orders = 1000;

    @Option(names = "--workers", defaultValue = "8", description = "Customers at a time. Default: ${DEFAULT-VALUE}")
    private int workers = 8;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        var console = Console.of(spec);
        var source = console.readable(file);
        var fleet = RunningFleet.require();
        var reading = read(source);
        try (var client = new ShopClient(fleet.gateway(), clock, (_, _, _, _) -> {})) {
            var admin = client.logIn(fleet.adminEmail(), fleet.adminPassword());
            var catalog = Replay.catalog(client);
            var before = completeStock(client, admin, catalog);
            var replay = new Replay(client, Long.toString(clock.millis(), Character.MAX_RADIX), catalog);
            var progress = console.progress("baskets", reading.baskets().size(), () -> notes(replay));
            Crew.work(workers, reading.baskets(), basket -> {
                replay.send(basket);
                progress.step();
            });
            progress.end();
            var took = progress.took();
            console.say("Waiting for the last payments to reach their orders");
            var sales = replay.settle(workers, SETTLE_LIMIT);
            report(console, reading, replay, took);
            var errors = new ArrayList<>(replay.errors());
            errors.addAll(check(console, client, admin, fleet, before, sales));
            errors.stream().limit(SHOWN).forEach(error -> console.say("  WRONG  " + error));
            if (errors.size() > SHOWN) {
                console.say("  and %,d more".formatted(errors.size() - SHOWN));
            }
            console.say(
                    errors.isEmpty() ? "Stock and money add up." : "%,d things are wrong.".formatted(errors.size()));
            return errors.isEmpty() ? 0 : 1;
        }
    }

    private Baskets.Reading read(Path source) {
        try (var csv = Csv.open(source, Baskets.REQUIRED)) {
            return Baskets.first(orders, csv);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ShopException(source + ": " + unreadable.getMessage());
        }
    }

    /** A product that was just imported has a stock record only when inventory-service has consumed its event. */
    private static Map<String, Books.Stock> completeStock(
            ShopClient client, Session admin, Map<String, ShopClient.Product> catalog) {
        if (catalog.isEmpty()) {
            throw new ShopException("The shop has no products. Load them first: ./shop import FILE.csv");
        }
        var complete = Patience.untilTrue(
                SETTLE_LIMIT, () -> client.stocks(admin, 0, 1).totalItems() >= catalog.size());
        if (!complete) {
            throw new ShopException("There are %,d products but only %,d stock records."
                    .formatted(catalog.size(), client.stocks(admin, 0, 1).totalItems()));
        }
        return Replay.stock(client, admin);
    }

    private static String notes(Replay replay) {
        return "%,d accepted, %,d paid, %,d refused"
                .formatted(
                        replay.accepted(),
                        replay.paid(),
                        replay.refusedOrders().total() + replay.refusedLines().total());
    }

    private static void report(Console console, Baskets.Reading reading, Replay replay, Duration took) {
        console.say("%,d baskets of %,d customers in %.1f s"
                .formatted(reading.baskets().size(), replay.customers(), took.toMillis() / 1000.0));
        console.say("  orders accepted   %,8d".formatted(replay.accepted()));
        console.say("  orders paid       %,8d".formatted(replay.paid()));
        print(console, "orders refused", replay.refusedOrders().counts());
        print(console, "payments refused", replay.refusedPayments().counts());
        print(console, "lines refused", replay.refusedLines().counts());
        print(console, "lines skipped", reading.unreadable());
    }

    private static void print(Console console, String what, Map<String, Long> counts) {
        var total = counts.values().stream().mapToLong(Long::longValue).sum();
        console.say("  %-17s %,8d".formatted(what, total));
        counts.forEach((reason, count) -> console.say("      %,6d  %s".formatted(count, reason)));
    }

    /** Looks again while events are on their way: a stock that is still wrong after a while stays wrong. */
    private static List<String> check(
            Console console,
            ShopClient client,
            Session admin,
            RunningFleet fleet,
            Map<String, Books.Stock> before,
            List<Books.Sale> sales) {
        var wrong = new ArrayList<String>();
        Patience.untilTrue(Duration.ofSeconds(30), () -> {
            wrong.clear();
            wrong.addAll(Books.stockErrors(before, Replay.stock(client, admin), sales));
            return wrong.isEmpty();
        });
        var captured = StripeBooks.captured(fleet.stripe());
        wrong.addAll(Books.moneyErrors(sales, captured));
        var paid = sales.stream().filter(sale -> sale.end() == Books.End.SOLD).toList();
        var taken = paid.stream()
                .map(sale -> captured.get(sale.order()))
                .filter(Objects::nonNull)
                .map(each -> new Money(each.amountMinor(), each.currency()))
                .toList();
        var units = paid.stream()
                .flatMap(sale -> sale.units().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        var products = sales.stream()
                .flatMap(sale -> sale.units().keySet().stream())
                .distinct()
                .count();
        console.say("  stock: %,d units of %,d products sold".formatted(units, products));
        console.say("  money: orders say %s, Stripe says %s"
                .formatted(
                        Books.sums(paid.stream().map(Books.Sale::total).toList())
                                .values(),
                        Books.sums(taken).values()));
        return wrong;
    }
}
