package shop.events;

/**
 * Where Kafka has a record.
 *
 * @param offset -1 in the rare case that the broker had it already and could not say where
 */
public record RecordPosition(String topic, int partition, long offset) {}
