package shop.platform.audit;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The audit log of a service without transactions over several documents. The entry is written before the act, as
 * {@code UNKNOWN}, and confirmed after it, so an act that happened is never without its entry, whenever the service
 * dies in between. Where no administrator acts, nothing is recorded.
 */
public interface DocumentAuditLog {

    /**
     * Acts and records it. A refusal, which is an exception of our own without a cause, takes the entry back; after any other failure
     * nobody knows whether it happened, and the entry stays and says so.
     *
     * @param action as in {@link AuditLog#record}, like the other parameters
     */
    <T> T record(String action, String objectType, String objectId, Map<String, String> details, Supplier<T> act);

    /**
     * As {@link #record(String, String, String, Map, Supplier)}, for an act that only its result says more of.
     *
     * @param details what the entry says besides, by the result of the act; empty if it changed nothing, which takes the entry back
     */
    <T> T record(
            String action,
            String objectType,
            String objectId,
            Supplier<T> act,
            Function<T, Optional<Map<String, String>>> details);

    /** As {@link #record(String, String, String, Map, Supplier)} for what has no result. */
    default void record(String action, String objectType, String objectId, Map<String, String> details, Runnable act) {
        var _ = record(action, objectType, objectId, details, () -> {
            act.run();
            return "";
        });
    }
}
