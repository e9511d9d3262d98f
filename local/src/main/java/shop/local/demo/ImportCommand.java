package shop.local.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.local.launch.RunningFleet;
import shop.local.launch.ShopException;

/** Loads a catalog through the API, as an administrator would: as one file, which the shop works off while this looks on. */
@Command(
        name = "import",
        description =
                "Load a catalog (columns sku,name,price,currency[,description,categories,unitsSold]) through the API, or one that is made up.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

    private static final int SHOWN = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--stock",
            paramLabel = "N|sold",
            defaultValue = "1000",
            description =
                    "What every product of a file begins with, or 'sold' for the column unitsSold. Default: ${DEFAULT-VALUE}")
    private String stock = "1000";

    @Option(names = "--seed", defaultValue = "1", description = "Of what is made up. Default: ${DEFAULT-VALUE}")
    private long seed;

    private static final class Source {

        @Parameters(paramLabel = "FILE.csv", description = "May be packed (.gz).")
        private @Nullable Path file;

        @Option(names = "--generate", paramLabel = "N", description = "So many products that are made up.")
        private long generate;
    }

    private final Tally refused = new Tally();
    private final SortedMap<Long, String> complaints = new TreeMap<>();

    /** For each line that is sent, the line of the file that it comes from. */
    private final List<Long> lines = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        var console = Console.of(spec);
        var fleet = RunningFleet.require();
        var sent = Files.createTempFile("catalog", ".jsonl");
        try (var client = new ShopClient(fleet.gateway(), Clock.systemUTC(), (_, _, _, _) -> {})) {
            write(sent, console);
            var admin = client.logIn(fleet.adminEmail(), fleet.adminPassword());
            var progress = console.progress("products", lines.size(), this::notes);
            var job = client.importProducts(admin, sent);
            while (!job.isOver()) {
                Patience.pause(BETWEEN_LOOKS);
                job = client.importJob(admin, job.id());
                progress.at(job.lines());
            }
            progress.end();
            report(console, job, progress.took());
            return job.isCompleted() ? 0 : 1;
        } finally {
            Files.delete(sent);
        }
    }

    private void write(Path target, Console console) throws IOException {
        try (var out = Files.newBufferedWriter(target)) {
            if (source.file == null) {
                console.say("%,d products, seed %d".formatted(source.generate, seed));
                for (var product :
                        (Iterable<ShopClient.NewProduct>) GeneratedCatalog.of(source.generate, seed)::iterator) {
                    write(out, lines.size() + 1L, product);
                }
                return;
            }
            var file = console.readable(source.file);
            var initialStock = initialStock(console);
            try (var csv = Csv.open(file, CatalogFile.REQUIRED)) {
                for (var row : csv) {
                    switch (CatalogFile.of(row, initialStock)) {
                        case CatalogFile.Unreadable(var line, var reason) -> refuse(line, "unreadable line", reason);
                        case CatalogFile.Entry(var line, var product) -> write(out, line, product);
                    }
                }
            } catch (IllegalArgumentException unreadable) {
                throw new ShopException(file + ": " + unreadable.getMessage());
            }
        }
    }

    private void write(Writer out, long line, ShopClient.NewProduct product) throws IOException {
        out.write(ShopClient.line(product));
        out.write('\n');
        lines.add(line);
    }

    private void refuse(long line, String reason, @Nullable String detail) {
        refused.add(reason);
        complaints.put(line, "line %d: %s".formatted(line, detail));
    }

    private String notes() {
        return "%,d refused".formatted(refused.total());
    }

    private void report(Console console, ShopClient.ImportJob job, Duration took) {
        for (var error : job.errors()) {
            refuse(
                    lines.get((int) error.line() - 1),
                    error.field().isEmpty() ? error.code() : error.field() + " " + error.code(),
                    error.message());
        }
        console.say("%,d lines in %.1f s, job %s %s"
                .formatted(lines.size(), took.toMillis() / 1000.0, job.id(), job.state()));
        console.say("  accepted       %,8d".formatted(job.created()));
        console.say("  changed        %,8d".formatted(job.updated()));
        console.say("  there already  %,8d".formatted(job.unchanged()));
        console.say("  refused        %,8d".formatted(refused.total()));
        refused.counts().forEach((reason, count) -> console.say("    %-40s %,d".formatted(reason, count)));
        complaints.values().stream().limit(SHOWN).forEach(complaint -> console.say("  " + complaint));
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
