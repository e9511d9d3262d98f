package shop.notification.operations;

import java.util.UUID;

/** No service has such a parked event (any more). */
public final class ParkedEventNotFoundException extends RuntimeException {

    ParkedEventNotFoundException(String service, UUID id) {
        super("No parked event " + id + " of " + service);
    }
}
