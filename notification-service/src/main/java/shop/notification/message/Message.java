package shop.notification.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.notification.notice.NoticeKind;

/** What a customer reads in the shop. */
public record Message(
        UUID id,
        NoticeKind kind,
        String title,
        String text,
        @Nullable UUID orderId,
        boolean read,
        Instant createdAt) {}
