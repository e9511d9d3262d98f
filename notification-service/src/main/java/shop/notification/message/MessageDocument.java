package shop.notification.message;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.notification.notice.NoticeKind;

/**
 * @param id of the event that it is about: one event makes one message, however often it comes
 * @param orderNumber of the order, if the event or an earlier one named it
 * @param createdAt when it happened, which may be long before it was stored
 * @param storedAt null in messages of earlier versions, as is {@code changedAt}
 * @param changedAt when it was stored or last marked
 */
@Document("messages")
record MessageDocument(
        @Id UUID id,
        UUID userId,
        NoticeKind kind,
        String title,
        String text,
        @Nullable UUID orderId,
        @Nullable String orderNumber,
        boolean read,
        Instant createdAt,
        @Nullable Instant storedAt,
        @Nullable Instant changedAt) {

    Message message() {
        return new Message(id, kind, title, text, orderId, read, createdAt);
    }

    StoredMessage stored() {
        var stored = Objects.requireNonNullElse(storedAt, createdAt);
        return new StoredMessage(message(), stored, Objects.requireNonNullElse(changedAt, stored));
    }
}
