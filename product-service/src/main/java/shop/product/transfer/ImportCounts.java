package shop.product.transfer;

import shop.product.catalog.BulkCatalog.Outcome;

/** What an import has done so far. */
final class ImportCounts {

    private long position;
    private long lines;
    private long created;
    private long updated;
    private long unchanged;
    private long rejected;
    private long bytesRead;
    private long errors;

    static ImportCounts of(ImportJob job) {
        var counts = new ImportCounts();
        counts.position = job.position();
        counts.lines = job.lines();
        counts.created = job.created();
        counts.updated = job.updated();
        counts.unchanged = job.unchanged();
        counts.rejected = job.rejected();
        counts.bytesRead = job.bytesRead();
        counts.errors = job.errorsTotal();
        return counts;
    }

    void read(ProductLine line) {
        lines++;
        position = line.number();
    }

    void readUpTo(long bytes) {
        bytesRead = Math.max(bytesRead, bytes);
    }

    void add(Outcome outcome) {
        switch (outcome) {
            case CREATED -> created++;
            case UPDATED -> updated++;
            case UNCHANGED -> unchanged++;
            case SKU_TAKEN -> rejected++;
        }
    }

    void reject() {
        rejected++;
    }

    void addErrors(int count) {
        errors += count;
    }

    long position() {
        return position;
    }

    long lines() {
        return lines;
    }

    long created() {
        return created;
    }

    long updated() {
        return updated;
    }

    long unchanged() {
        return unchanged;
    }

    long rejected() {
        return rejected;
    }

    long bytesRead() {
        return bytesRead;
    }

    long errors() {
        return errors;
    }
}
