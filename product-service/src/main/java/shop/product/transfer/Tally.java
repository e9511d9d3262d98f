package shop.product.transfer;

import shop.product.catalog.BulkCatalog.Outcome;

/** What an import has done so far. */
final class Tally {

    private long position;
    private long lines;
    private long created;
    private long updated;
    private long unchanged;
    private long rejected;
    private long bytesRead;
    private long errors;

    static Tally of(ImportJob job) {
        var tally = new Tally();
        tally.position = job.position();
        tally.lines = job.lines();
        tally.created = job.created();
        tally.updated = job.updated();
        tally.unchanged = job.unchanged();
        tally.rejected = job.rejected();
        tally.bytesRead = job.bytesRead();
        tally.errors = job.errorsTotal();
        return tally;
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
