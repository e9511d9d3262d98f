package shop.notification.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.notification.notice.NoticeKind;

/**
 * @param id of the event that it is about: one event makes one message, however often it comes
 * @param orderNumber of the order, if the event or an earlier one named it
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
        Instant createdAt) {

    Message message() {
        return new Message(id, kind, title, text, orderId, read, createdAt);
    }
}
