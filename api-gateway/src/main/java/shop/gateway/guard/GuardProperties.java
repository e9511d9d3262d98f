package shop.gateway.guard;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the compartments.
 *
 * @param atOnce how many requests a service may have under way at a time
 * @param liveAtOnce the same for answers that stay open
 * @param perAddress how many of either one address may have under way, so that nobody fills a compartment alone with slow requests
 * @param openFor how long a service that was silent often is not asked at all
 */
@Validated
@ConfigurationProperties("shop.gateway.guard")
record GuardProperties(
        @Positive int atOnce,
        @Positive int liveAtOnce,
        @Positive int perAddress,
        @DefaultValue("2s") Duration openFor) {}
