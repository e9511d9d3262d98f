package shop.http.idempotency;

import java.util.UUID;

/**
 * The id of the thing that an {@link Idempotent} request makes, a UUIDv7. A controller method takes it as a parameter. All tries of one
 * idempotency key get the same id, so a repeat after a crash between commit and answer finds what the first try made: a handler must
 * return the existing thing if there is one by this id. Without a key every request gets a new id.
 *
 * @param repeated whether an earlier try had this id; if not, there is nothing by this id that would have to be looked for
 */
public record OperationId(UUID value, boolean repeated) {}
