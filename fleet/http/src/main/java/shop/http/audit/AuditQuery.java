package shop.http.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted, newest first; null for what does not matter.
 *
 * @param object the id of what was acted on, or its type and id: {@code order:0199…}
 * @param from the earliest time
 * @param to the time before which they are
 * @param before the id of an entry; those that are older
 * @param size how many at most
 */
public record AuditQuery(
        @Nullable UUID actor,
        @Nullable String object,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID before,
        int size) {

    /** What {@code object} looks like. */
    public static final String OBJECT = "([a-z_]{1,40}:)?[A-Za-z0-9._/-]{1,200}";

    public static final int MOST = 100;

    @Nullable String objectType() {
        return object == null || object.indexOf(':') < 0 ? null : object.substring(0, object.indexOf(':'));
    }

    @Nullable String objectId() {
        return object == null ? null : object.substring(object.indexOf(':') + 1);
    }
}
