package shop.notification.message;

import java.util.UUID;

/** There is no such message, or it is somebody else's. */
public final class MessageNotFoundException extends RuntimeException {

    MessageNotFoundException(UUID id) {
        super("No notification " + id);
    }
}
