package shop.operations;

import java.util.UUID;

/** No service has such a parked event (any more). */
final class ParkedEventNotFoundException extends RuntimeException {

    ParkedEventNotFoundException(String service, UUID id) {
        super("No parked event " + id + " of " + service);
    }
}
