package shop.product.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as an administrator sees it.
 *
 * @param lines read so far; each is accepted or rejected
 * @param accepted created, updated and unchanged together
 * @param errors the first 1,000; lists leave them out
 * @param failure why the import as a whole failed, if it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(
        UUID id,
        ImportJob.State state,
        FileFormat format,
        long lines,
        long accepted,
        long created,
        long updated,
        long unchanged,
        long rejected,
        long bytesRead,
        long bytesTotal,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable List<LineError> errors,
        long errorsTotal,
        ImportJob.@Nullable Failure failure) {

    static ImportView of(ImportJob job) {
        return of(job, job.errors());
    }

    static ImportView inList(ImportJob job) {
        return of(job, null);
    }

    private static ImportView of(ImportJob job, @Nullable List<LineError> errors) {
        return new ImportView(
                job.id(),
                job.state(),
                job.format(),
                job.lines(),
                job.created() + job.updated() + job.unchanged(),
                job.created(),
                job.updated(),
                job.unchanged(),
                job.rejected(),
                job.bytesRead(),
                job.bytesTotal(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                errors,
                job.errorsTotal(),
                job.failure());
    }
}
