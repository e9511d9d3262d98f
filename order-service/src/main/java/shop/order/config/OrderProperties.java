package shop.order.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of order-service.
 *
 * @param reservation how long the stock of an unpaid order is held
 * @param expireEvery the pause between two looks for orders that nobody paid
 * @param expireBatch how many of them one transaction ends at most
 * @param calls how calls to other services are guarded
 */
@Validated
@ConfigurationProperties("order")
public record OrderProperties(
        @NotNull @DurationMin(seconds = 1) Duration reservation,
        @NotNull @DurationMin(millis = 10) Duration expireEvery,
        @Min(1) @Max(1_000) int expireBatch,
        @NotNull @Valid Calls calls) {

    /**
     * How calls to one service are guarded.
     *
     * @param atOnce calls to one service at a time
     * @param patience how long a call waits for its turn
     * @param openFor how long a service that failed often is left alone
     */
    public record Calls(
            @Min(1) @Max(1_000) int atOnce,
            @NotNull @DurationMin(millis = 0) Duration patience,
            @NotNull @DurationMin(millis = 100) Duration openFor) {}
}
