package shop.gateway.tracing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of {@code shop.gateway.client-traces}.
 *
 * @param sampledPerSecond how many traces of clients that ask for it are recorded in a second, while spans are exported at all
 */
@Validated
@ConfigurationProperties("shop.gateway.client-traces")
record ClientTracesProperties(
        @DefaultValue("5") @Min(0) @Max(1_000_000) int sampledPerSecond) {}
