package shop.product.transfer;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import shop.http.json.StrictJson;
import shop.http.problem.FieldError;
import shop.product.catalog.BulkCatalog;
import shop.product.catalog.BulkCatalog.Entry;
import shop.product.catalog.BulkCatalog.Outcome;

/**
 * Reads one file from where it was left, a batch at a time. Each line that is right is stored as a whole, whatever is wrong with others.
 * A batch that was stored without being noted is stored again after a restart, which changes nothing.
 */
final class ImportRun {

    /** How many errors a job reports; the rest is counted. */
    static final int MOST_ERRORS = 1_000;

    /** Of lines that are held in memory at once. */
    private static final long MOST_CHARACTERS = 4_000_000;

    /** How often it is asked whether to stop, while events are being published. */
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    /** How long the end of an import waits for the rest of the fleet: while the broker is away, nobody needs to know that it is over. */
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private static final FieldError TAKEN = new FieldError("sku", "sku_taken", "belongs to an archived product");

    private final ImportJob job;
    private final UUID owner;
    private final ImportJobs jobs;
    private final BulkCatalog catalog;
    private final StrictJson json;
    private final int batchSize;
    private final ImportCounts counts;

    private final Map<String, ProductLine> batch = new LinkedHashMap<>();
    private final List<LineError> newErrors = new ArrayList<>();
    private int taken;
    private long characters;

    ImportRun(ImportJob job, UUID owner, ImportJobs jobs, BulkCatalog catalog, StrictJson json, int batchSize) {
        this.job = job;
        this.owner = owner;
        this.jobs = jobs;
        this.catalog = catalog;
        this.json = json;
        this.batchSize = batchSize;
        this.counts = ImportCounts.of(job);
    }

    /**
     * Reads until the end of the file, or until it is to stop after a batch.
     *
     * @return whether all of it was read
     * @throws ImportException.Unreadable if the file cannot be followed to its end; what came before is stored
     */
    boolean run(SeekableByteChannel file, BooleanSupplier mayGoOn) throws IOException {
        try (var lines = ProductLines.open(job.format(), Spool.stream(file), job.columns(), json)) {
            var start = counts.position();
            ProductLine line;
            while ((line = nextOrStore(lines)) != null) {
                if (line.number() <= start) {
                    continue;
                }
                if (isFull(line)) {
                    counts.readUpTo(file.position());
                    if (!store() || !mayGoOnOnceTold(mayGoOn)) {
                        return false;
                    }
                }
                take(line);
            }
            counts.readUpTo(file.position());
            return store() && mayEndOnceAllAreTold(mayGoOn);
        }
    }

    /** A client that sees the import finished looks for what it brought. */
    private boolean mayEndOnceAllAreTold(BooleanSupplier mayGoOn) {
        for (var waited = Duration.ZERO; waited.compareTo(LONGEST_END) < 0; waited = waited.plus(LOOK_UP)) {
            if (catalog.awaitAllTold(LOOK_UP)) {
                return true;
            }
            if (!mayGoOn.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** The rest of the fleet sets the pace: what it has not received yet cannot be found, nor bought. */
    private boolean mayGoOnOnceTold(BooleanSupplier mayGoOn) {
        while (mayGoOn.getAsBoolean()) {
            if (catalog.awaitTold(LOOK_UP)) {
                return true;
            }
        }
        return false;
    }

    /** What was read before a place that cannot be read is stored all the same. */
    private @Nullable ProductLine nextOrStore(ProductLines lines) throws IOException {
        try {
            return lines.next();
        } catch (ImportException.Unreadable unreadable) {
            unreadable.errors().forEach(this::note);
            store();
            throw unreadable;
        }
    }

    /** A second line for a SKU waits for the next batch, since it changes what the first has made. */
    private boolean isFull(ProductLine next) {
        return taken >= batchSize
                || characters + next.length() > MOST_CHARACTERS
                || (next.product() != null && batch.containsKey(next.product().sku()));
    }

    private void take(ProductLine line) {
        counts.read(line);
        taken++;
        characters += line.length();
        var product = line.product();
        if (product == null) {
            counts.reject();
            line.errors().forEach(error -> note(LineError.of(line.number(), line.sku(), error)));
        } else {
            batch.put(product.sku(), line);
        }
    }

    /** Counts an error, and keeps it if it is one of the first. */
    private void note(LineError error) {
        if (counts.errors() < MOST_ERRORS) {
            newErrors.add(error);
        }
        counts.addErrors(1);
    }

    /** Returns whether the job is still this instance's to go on with. */
    private boolean store() {
        var entries = batch.values().stream()
                .map(line -> Objects.requireNonNull(line.product()))
                .map(product -> new Entry(product.content(), product.initialStock()))
                .toList();
        catalog.put(entries).forEach((sku, outcome) -> {
            counts.add(outcome);
            if (outcome == Outcome.SKU_TAKEN) {
                note(LineError.of(Objects.requireNonNull(batch.get(sku)).number(), sku, TAKEN));
            }
        });
        var mine = jobs.progress(job.id(), owner, counts, newErrors);
        batch.clear();
        newErrors.clear();
        taken = 0;
        characters = 0;
        return mine;
    }
}
