package shop.notification.messaging;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.notification.notice.Notice;

/** The part of {@code order.placed.v1} that is read here; older events lack what may be null. */
record OrderPlaced(
        UUID orderId,
        @Nullable String number,
        UUID userId,
        List<Item> items,
        Money total,
        @Nullable Instant reservationExpiresAt,
        Notice.@Nullable Address shippingAddress,
        Instant placedAt) {

    OrderPlaced {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(placedAt, "placedAt");
    }

    record Item(String name, int quantity, Money lineTotal) {}
}
