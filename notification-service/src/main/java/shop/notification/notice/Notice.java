package shop.notification.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * One fact to tell one customer.
 *
 * @param eventId the event that told us: what makes a notice one and the same when its event comes again
 * @param at when it happened
 * @param amount what was ordered, paid or given back
 * @param lines what was ordered, where the mail lists it
 */
public record Notice(
        UUID eventId,
        UUID userId,
        NoticeKind kind,
        Instant at,
        @Nullable UUID orderId,
        @Nullable Money amount,
        List<Line> lines) {

    public Notice {
        lines = List.copyOf(lines);
    }

    /** One line of an order. */
    public record Line(String name, int quantity, Money total) {}

    public static Notice ofAccount(UUID eventId, UUID userId, NoticeKind kind, Instant at) {
        return new Notice(eventId, userId, kind, at, null, null, List.of());
    }

    public static Notice ofOrder(
            UUID eventId, UUID userId, NoticeKind kind, Instant at, UUID orderId, Money amount, List<Line> lines) {
        return new Notice(eventId, userId, kind, at, orderId, amount, lines);
    }
}
