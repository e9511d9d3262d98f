package shop.http.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.audit}.
 *
 * @param retention how long entries are kept
 */
@ConfigurationProperties("shop.audit")
record AuditProperties(@DefaultValue("400d") Duration retention) {

    AuditProperties {
        if (!retention.isPositive()) {
            throw new IllegalArgumentException("shop.audit.retention: " + retention + " (expected: above zero)");
        }
    }
}
