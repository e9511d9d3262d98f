package shop.http.audit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.security.core.context.SecurityContextHolder;
import shop.platform.tracing.RequestIds;
import shop.security.Caller;

/**
 * One act of an administrator.
 *
 * @param id begins with the time, so that entries of all services have one order
 * @param service that did it
 * @param actor the administrator's account
 * @param action what was done: {@code order.cancelled}
 * @param requestId of the request that asked for it
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String service,
        UUID actor,
        String action,
        String objectType,
        String objectId,
        Map<String, String> details,
        Outcome outcome,
        @Nullable String requestId) {

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
    private static final Pattern ACTION = Pattern.compile("[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*");
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_DETAIL = 200;

    public AuditEntry {
        details = Map.copyOf(details);
    }

    /** Whether it is known that the act took effect. */
    public enum Outcome {
        DONE,
        /** The service died, or lost its store or another service, while it acted. */
        UNKNOWN
    }

    /** An act of the administrator whose request this thread serves; empty if it serves none of an administrator. */
    static Optional<AuditEntry> now(
            Instant now,
            String service,
            String action,
            String objectType,
            String objectId,
            Map<String, String> details,
            Outcome outcome) {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("action: " + action + " (expected: object.verb)");
        }
        return administrator()
                .map(actor -> new AuditEntry(
                        IDS.construct(now.toEpochMilli()),
                        Instant.ofEpochMilli(now.toEpochMilli()),
                        service,
                        actor,
                        action,
                        objectType,
                        shortened(objectId, LONGEST_ID),
                        shortened(details),
                        outcome,
                        MDC.get(RequestIds.KEY)));
    }

    private static Optional<UUID> administrator() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller && caller.isAdmin()
                ? Optional.of(caller.id())
                : Optional.empty();
    }

    /** Too long a text must not fail what it is about. */
    static Map<String, String> shortened(Map<String, String> details) {
        var kept = new LinkedHashMap<String, String>();
        details.forEach((name, value) -> kept.put(name, shortened(value, LONGEST_DETAIL)));
        return kept;
    }

    private static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }
}
