package shop.channels.schema;

/** As many calls of a service are under way as may be. */
final class ServiceBusyException extends RuntimeException {

    ServiceBusyException(String service) {
        super(service + " is busy");
    }
}
