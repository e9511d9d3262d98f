package shop.product.transfer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A file on its way into the catalog, as it is stored. Only its owner writes the progress, under a guard on owner and state, so that
 * neither a cancellation nor a take-over is overwritten.
 *
 * @param columns what columns of other names are
 * @param position the line up to which everything is done
 * @param lines read so far, without the header and empty ones
 * @param errors the first ones only; {@code errorsTotal} counts all
 * @param failure why it failed, if it did
 * @param owner the instance that works on it; null if that one gave it back
 * @param aliveAt when the owner last said that it is there
 * @param attempts how often it was begun since it last got on; missing in jobs of before
 */
@Document(ImportJobs.COLLECTION)
record ImportJob(
        @Id UUID id,
        State state,
        FileFormat format,
        List<ColumnName> columns,
        long position,
        long lines,
        long created,
        long updated,
        long unchanged,
        long rejected,
        long bytesRead,
        long bytesTotal,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<LineError> errors,
        long errorsTotal,
        @Nullable Failure failure,
        @Nullable UUID owner,
        Instant aliveAt,
        @Nullable Integer attempts) {

    /** Whoever begins again and again and never gets on, even after a crash, must not keep the others waiting for ever. */
    private static final int MOST_ATTEMPTS = 5;

    boolean isHopeless() {
        return attempts != null && attempts > MOST_ATTEMPTS;
    }

    /** What a column of another name is; empty if it is passed over. */
    record ColumnName(String name, String column) {}

    /** Where a job stands. */
    enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    /** Why a job failed as a whole. */
    record Failure(String code, String message) {}

    static ImportJob queued(UUID id, FileFormat format, List<ColumnName> columns, long bytes, UUID owner, Instant now) {
        return new ImportJob(
                id,
                State.QUEUED,
                format,
                columns,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                bytes,
                now,
                null,
                null,
                List.of(),
                0,
                null,
                owner,
                now,
                0);
    }
}
