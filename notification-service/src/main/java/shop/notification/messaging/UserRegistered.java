package shop.notification.messaging;

import java.time.Instant;
import java.util.UUID;

/** The part of {@code user.registered.v1} that is read here. */
record UserRegistered(UUID userId, String email, String name, Instant registeredAt) {

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "UserRegistered[userId=" + userId + "]";
    }
}
