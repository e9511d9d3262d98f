package shop.notification.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** The part of {@code user.registered.v1} that is read here. */
record UserRegistered(UUID userId, String email, String name, Instant registeredAt) {

    UserRegistered {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(registeredAt, "registeredAt");
    }

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "UserRegistered[userId=" + userId + "]";
    }
}
