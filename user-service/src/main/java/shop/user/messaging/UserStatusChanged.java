package shop.user.messaging;

import java.util.UUID;
import shop.events.OutgoingEvent;

/**
 * Access tokens of an account are worthless from now on: all while it is {@code DISABLED}, else those of a lower version. The wire form
 * is fixed by fleet-contracts.
 */
public record UserStatusChanged(UUID userId, String status, int tokenVersion) {

    static final String TOPIC = "user_status";
    static final String TYPE = "user.status.v1";

    public static OutgoingEvent event(UUID userId, String status, int tokenVersion) {
        return new OutgoingEvent(
                TOPIC, TYPE, userId, tokenVersion, new UserStatusChanged(userId, status, tokenVersion));
    }
}
