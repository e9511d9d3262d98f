package shop.platform.audit;

import java.util.Map;

/**
 * The audit log of a service on PostgreSQL. Whoever changes something for an administrator says so within the transaction of the change:
 *
 * <pre>{@code audit.record("account.disabled", "account", id.toString(), Map.of());}</pre>
 *
 * The entry is committed or rolled back with the change. Who acts and in which request is taken from the thread; where no administrator
 * acts (a customer, an event, a timer), nothing is recorded. A service on MongoDB has a {@link DocumentAuditLog}.
 */
@FunctionalInterface
public interface AuditLog {

    /**
     * Records a change within the caller's transaction.
     *
     * @param action what was done, as {@code object.verb}: {@code order.cancelled}
     * @param objectType of what it was done to, for example {@code order}
     * @param objectId its id
     * @param details what one has to know besides: ids, states and amounts, never names, addresses or secrets
     * @throws IllegalStateException outside of a transaction, where the entry could be there without the change or the reverse
     */
    void record(String action, String objectType, String objectId, Map<String, String> details);
}
