package shop.events;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param retention how long a handled event is remembered; must exceed the time for which Kafka may deliver it again, that is the
 *     retention of the topics (a week by default) plus a margin
 * @param pruneInterval how often older ones are forgotten
 */
@ConfigurationProperties("shop.inbox")
record InboxProperties(
        @DefaultValue("14d") Duration retention,
        @DefaultValue("1h") Duration pruneInterval) {

    InboxProperties {
        Settings.positive("shop.inbox.retention", retention);
        Settings.positive("shop.inbox.prune-interval", pruneInterval);
    }
}
