package shop.gateway.guard;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the bulkheads.
 *
 * @param maxConcurrent how many requests a service may have under way at a time
 * @param maxConcurrentStreams the same for answers that stay open
 * @param maxConcurrentPerAddress how many of either one address may have under way, so that nobody fills a bulkhead alone with slow requests
 * @param circuitOpenDuration how long a service that was silent often is not asked at all
 */
@Validated
@ConfigurationProperties("shop.gateway.guard")
record GuardProperties(
        @Positive int maxConcurrent,
        @Positive int maxConcurrentStreams,
        @Positive int maxConcurrentPerAddress,
        @DefaultValue("2s") Duration circuitOpenDuration) {}
