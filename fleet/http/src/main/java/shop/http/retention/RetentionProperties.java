package shop.http.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.retention}.
 *
 * @param every the pause between two looks for what is old
 * @param batch how many rows or documents one transaction deletes at most
 */
@ConfigurationProperties("shop.retention")
record RetentionProperties(
        @DefaultValue("1h") Duration every,
        @DefaultValue("1000") int batch) {

    RetentionProperties {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("shop.retention.every: " + every + " (expected: above zero)");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("shop.retention.batch: " + batch + " (expected: at least 1)");
        }
    }
}
