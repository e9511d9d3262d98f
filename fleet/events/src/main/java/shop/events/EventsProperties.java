package shop.events;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param retry how a listener's failure is retried
 * @param createTopics whether this service creates the fleet's topics at its start if they are missing; elsewhere that is the
 *     business of whoever runs the broker
 * @param partitions of a topic that is created
 * @param replicas of a topic that is created
 */
@ConfigurationProperties("shop.messaging")
record EventsProperties(
        @DefaultValue Retry retry,
        @DefaultValue("false") boolean createTopics,
        @DefaultValue("12") int partitions,
        @DefaultValue("1") short replicas) {

    EventsProperties {
        Settings.positive("shop.messaging.partitions", partitions);
        Settings.positive("shop.messaging.replicas", replicas);
    }

    /**
     * @param initialInterval pause before the second attempt
     * @param multiplier by which each further pause grows
     * @param maxInterval longest pause; stays far below max.poll.interval.ms, because the consumer waits it out
     * @param maxElapsed sum of pauses after which the event goes to the dead letters
     * @param outagePatience the same while the cause is an outage and not the event: a database that is away for ten minutes must
     *     not turn ten minutes of good events into dead letters
     */
    record Retry(
            @DefaultValue("200ms") Duration initialInterval,
            @DefaultValue("2") double multiplier,
            @DefaultValue("5s") Duration maxInterval,
            @DefaultValue("30s") Duration maxElapsed,
            @DefaultValue("1h") Duration outagePatience) {

        Retry {
            Settings.positive("shop.messaging.retry.initial-interval", initialInterval);
            Settings.positive("shop.messaging.retry.max-interval", maxInterval);
            Settings.positive("shop.messaging.retry.max-elapsed", maxElapsed);
            Settings.positive("shop.messaging.retry.outage-patience", outagePatience);
            if (multiplier < 1) {
                throw new IllegalArgumentException(
                        "shop.messaging.retry.multiplier is " + multiplier + ", expected 1 or more");
            }
        }
    }
}
