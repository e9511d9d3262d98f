package shop.user.messaging;

import java.time.Instant;
import java.util.UUID;
import shop.events.OutgoingEvent;

/** Somebody opened an account; the wire form is fixed by fleet-contracts. */
public record UserRegistered(UUID userId, String email, String name, Instant registeredAt) {

    static final String TOPIC = "user_registered";
    static final String TYPE = "user.registered.v1";

    public static OutgoingEvent event(UUID userId, long version, String email, String name, Instant registeredAt) {
        return new OutgoingEvent(TOPIC, TYPE, userId, version, new UserRegistered(userId, email, name, registeredAt));
    }
}
