package shop.events;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param pollInterval how often the table is looked at for events that another instance has left (PostgreSQL)
 * @param batchSize events read from the table at once
 * @param maxBackOff longest pause between two attempts while Kafka, a topic of it, or the database is down
 * @param deleteInterval how long published events are collected before they are deleted with one statement; events of the same aggregate
 *     that another instance writes wait that long
 * @param grace how long other instances leave an event to the one that wrote it
 * @param lease how long other instances leave an event to the one that has read it from the table; more than the producer's delivery time-out
 * @param documentPollInterval the same as pollInterval for MongoDB, where looking costs more
 * @param documentLease after how long the events of a document are taken over from an instance that died with them
 */
@ConfigurationProperties("shop.outbox")
record OutboxProperties(
        @DefaultValue("5s") Duration pollInterval,
        @DefaultValue("500") int batchSize,
        @DefaultValue("5s") Duration maxBackOff,
        @DefaultValue("200ms") Duration deleteInterval,
        @DefaultValue("5s") Duration grace,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("10s") Duration documentPollInterval,
        @DefaultValue("15s") Duration documentLease) {

    OutboxProperties {
        Settings.positive("shop.outbox.poll-interval", pollInterval);
        Settings.positive("shop.outbox.batch-size", batchSize);
        Settings.positive("shop.outbox.max-back-off", maxBackOff);
        Settings.positive("shop.outbox.delete-interval", deleteInterval);
        Settings.positive("shop.outbox.grace", grace);
        Settings.positive("shop.outbox.lease", lease);
        Settings.positive("shop.outbox.document-poll-interval", documentPollInterval);
        Settings.positive("shop.outbox.document-lease", documentLease);
    }
}
