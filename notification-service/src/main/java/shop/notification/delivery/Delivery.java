package shop.notification.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.notification.notice.NoticeKind;

/** One message on its way, as administrators see it: without whom it goes to by name. */
public record Delivery(
        String id,
        UUID eventId,
        UUID userId,
        NoticeKind kind,
        Channel channel,
        DeliveryState state,
        int attempts,
        @Nullable DeliveryProblem problem,
        Instant createdAt,
        @Nullable Instant finishedAt) {}
