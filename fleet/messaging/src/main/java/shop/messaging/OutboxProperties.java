package shop.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param pollInterval how long an event waits at most if its signal was missed (PostgreSQL)
 * @param batchSize events per pass
 * @param maxBackOff longest pause between two attempts while Kafka or the database is down
 * @param documentPollInterval the same as pollInterval for MongoDB, where looking costs more
 * @param documentLease after how long the events of a document are taken over from an instance that died with them
 */
@ConfigurationProperties("shop.outbox")
record OutboxProperties(
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("500") int batchSize,
        @DefaultValue("5s") Duration maxBackOff,
        @DefaultValue("5s") Duration documentPollInterval,
        @DefaultValue("15s") Duration documentLease) {

    OutboxProperties {
        Settings.positive("shop.outbox.poll-interval", pollInterval);
        Settings.positive("shop.outbox.batch-size", batchSize);
        Settings.positive("shop.outbox.max-back-off", maxBackOff);
        Settings.positive("shop.outbox.document-poll-interval", documentPollInterval);
        Settings.positive("shop.outbox.document-lease", documentLease);
    }
}
