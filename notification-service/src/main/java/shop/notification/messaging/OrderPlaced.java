package shop.notification.messaging;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import shop.kernel.Money;

/** The part of {@code order.placed.v1} that is read here. */
record OrderPlaced(UUID orderId, UUID userId, List<Item> items, Money total, Instant placedAt) {

    OrderPlaced {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(placedAt, "placedAt");
    }

    record Item(String name, int quantity, Money lineTotal) {}
}
