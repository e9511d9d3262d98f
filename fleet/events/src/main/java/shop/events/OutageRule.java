package shop.events;

/**
 * A bean of this type names a failure of listeners that is an outage and not the event's fault, for example a provider that cannot be
 * reached. The event is then retried for as long as an outage may last instead of going to the dead letters after half a minute.
 * Databases and sockets need no rule: those outages are known.
 */
@FunctionalInterface
public interface OutageRule {

    /** Is asked for each exception of the cause chain. */
    boolean isOutage(Throwable failure);
}
