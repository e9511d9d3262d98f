package shop.events;

/** A bean of this type names a MongoDB collection whose documents may hold {@link PendingEvent}s. Ids in it are UUIDs. */
public record OutboxCollection(String name) {}
