package shop.operations;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What administrators see of the fleet.
 *
 * @param deadLetterRetention how long dead letters are kept; not shorter than their topics keep them
 * @param consumerLagInterval how often the lag of consumers is read for its metric; as often as metrics are scraped
 * @param outboxServices who is asked for the backlog of an outbox
 * @param auditServices who is asked for audit entries, besides the service that has this module
 */
@Validated
@ConfigurationProperties("shop.operations")
record OperationsProperties(
        @NotNull @DefaultValue("30d") Duration deadLetterRetention,

        @NotNull @DefaultValue("15s") Duration consumerLagInterval,

        @NotEmpty @DefaultValue({"user-service", "product-service", "inventory-service", "order-service", "payment-service"})
        List<String> outboxServices,

        @NotEmpty @DefaultValue({"user-service", "product-service", "inventory-service", "order-service", "payment-service"})
        List<String> auditServices) {

    OperationsProperties {
        outboxServices = List.copyOf(outboxServices);
        auditServices = List.copyOf(auditServices);
    }

    @AssertTrue(message = "DEAD_LETTER_RETENTION must be above zero") public boolean isRetentionPositive() {
        return deadLetterRetention.isPositive();
    }

    @AssertTrue(message = "CONSUMER_LAG_INTERVAL must be above zero") public boolean isIntervalPositive() {
        return consumerLagInterval.isPositive();
    }
}
