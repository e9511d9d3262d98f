package shop.local.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.local.launch.RunningFleet;
import shop.local.launch.ShopException;

/** Loads a catalogue through the API, as an administrator would. */
@Command(
        name = "import",
        description =
                "Load a catalogue (columns sku,name,price,currency[,description,categories,unitsSold]) through the API.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

    private static final int SHOWN = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE.csv", description = "May be packed (.gz).")
    private @Nullable Path file;

    @Option(
            names = "--stock",
            paramLabel = "N|sold",
            defaultValue = "1000",
            description =
                    "What every product begins with, or 'sold' for the column unitsSold. Default: ${DEFAULT-VALUE}")
    private String stock = "1000";

    @Option(names = "--workers", defaultValue = "8", description = "Calls at a time. Default: ${DEFAULT-VALUE}")
    private int workers = 8;

    private final Tally refused = new Tally();
    private final Tally outcome = new Tally();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Integer call() {
        var console = Console.of(spec);
        var source = console.readable(file);
        var initialStock = initialStock(console);
        var fleet = RunningFleet.require();
        var entries = read(source, initialStock);
        var progress = console.progress("products", entries.size(), this::notes);
        try (var client = new ShopClient(fleet.gateway(), Clock.systemUTC(), (_, _, _, _) -> {})) {
            var admin = client.logIn(fleet.adminEmail(), fleet.adminPassword());
            Crew.work(workers, entries, entry -> {
                take(client, admin, entry);
                progress.step();
            });
        }
        progress.end();
        report(console, entries.size(), progress);
        return outcome.counts().containsKey("failed") ? 1 : 0;
    }

    private static List<CatalogueFile> read(Path source, @Nullable Long stock) {
        try (var csv = Csv.open(source, CatalogueFile.REQUIRED)) {
            var entries = new ArrayList<CatalogueFile>();
            csv.forEach(row -> entries.add(CatalogueFile.of(row, stock)));
            return entries;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ShopException(source + ": " + unreadable.getMessage());
        }
    }

    private void take(ShopClient client, Session admin, CatalogueFile entry) {
        switch (entry) {
            case CatalogueFile.Unreadable(var line, var reason) -> refuse(line, "unreadable line", reason);
            case CatalogueFile.Entry(var line, var product) -> add(client, admin, line, product);
        }
    }

    private void add(ShopClient client, Session admin, long line, ShopClient.NewProduct product) {
        try {
            // No idempotency key: the sku is one, for ever and not for a day, and thousands of keys would be stored for
            // nothing.
            client.addProduct(admin, product, null);
            outcome.add("accepted");
        } catch (Refusal refusal) {
            if (refusal.code().equals("sku_taken")) {
                outcome.add("there");
            } else if (refusal.status() >= 500) {
                outcome.add("failed");
                refuse(line, refusal.reason(), refusal.getMessage());
            } else {
                refuse(line, refusal.reason(), refusal.getMessage());
            }
        } catch (Unreachable gone) {
            outcome.add("failed");
            refuse(line, "no answer", gone.getMessage());
        }
    }

    private void refuse(long line, String reason, @Nullable String detail) {
        refused.add(reason);
        complaints.add("line %d: %s".formatted(line, detail));
    }

    private String notes() {
        return "%,d refused".formatted(refused.total());
    }

    private void report(Console console, int total, Progress progress) {
        var counts = outcome.counts();
        var seconds = progress.took().toMillis() / 1000.0;
        console.say("%,d lines in %.1f s".formatted(total, seconds));
        console.say("  accepted       %,8d".formatted(counts.getOrDefault("accepted", 0L)));
        console.say("  there already  %,8d".formatted(counts.getOrDefault("there", 0L)));
        console.say("  refused        %,8d".formatted(refused.total()));
        refused.counts().forEach((reason, count) -> console.say("    %-40s %,d".formatted(reason, count)));
        complaints.stream().sorted().limit(SHOWN).forEach(complaint -> console.say("  " + complaint));
        if (complaints.size() > SHOWN) {
            console.say("  and %,d more".formatted(complaints.size() - SHOWN));
        }
    }

    private @Nullable Long initialStock(Console console) {
        if (stock.equals("sold")) {
            return null;
        }
        try {
            return Long.parseLong(stock);
        } catch (NumberFormatException noNumber) {
            throw new ParameterException(
                    console.commandLine(), "--stock: " + stock + " (expected: a number or 'sold')", noNumber);
        }
    }
}
