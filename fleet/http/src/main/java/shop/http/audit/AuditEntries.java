package shop.http.audit;

import java.time.Instant;
import java.util.List;

/** The stored entries of one service. */
public interface AuditEntries {

    /** Newest first. */
    List<AuditEntry> find(AuditQuery query);

    /** Deletes some that are older, the oldest first; how many. */
    long deleteBefore(Instant limit, int atMost);
}
