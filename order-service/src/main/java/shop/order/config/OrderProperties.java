package shop.order.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.ZoneId;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;
import shop.order.application.LivePolicy;
import shop.order.application.ReservationLimits;
import shop.order.application.StuckPolicy;

/**
 * The settings of order-service.
 *
 * @param reservation how long an order may be paid
 * @param extension how much longer, once, when somebody begins to pay; zero for never
 * @param holdGrace how long after the last moment at which an order may be paid its stock is held, if nobody ends it before
 * @param expireEvery the shortest pause between two looks for orders that nobody paid
 * @param expireLookEvery the pause after which it is looked for them in any case
 * @param expireSettle how long after its deadline an order waits at least, so that an attempt to pay that began in time is known
 * @param expireAlertAfter how long after its deadline an order that cannot be ended is an alert
 * @param expireBatch how many of them one transaction ends at most
 * @param chargeable between which bounds a total can be charged, by currency, see {@link shop.order.domain.ChargeableAmounts}
 * @param unpaid how much one customer may hold without having paid
 * @param calls how calls to other services are guarded
 * @param stuck when an order counts as stuck
 * @param live how many follow their orders, and how
 * @param risk how orders are assessed, and what is held for a review
 * @param eventRetention how long is remembered where Kafka has the events of an order
 */
@Validated
@ConfigurationProperties("order")
public record OrderProperties(
        @NotNull @DurationMin(seconds = 1) Duration reservation,
        @NotNull @DurationMin(millis = 0) Duration extension,
        @NotNull @DurationMin(seconds = 1) Duration holdGrace,
        @NotNull @DurationMin(millis = 10) Duration expireEvery,
        @NotNull @DurationMin(millis = 10) Duration expireLookEvery,
        @NotNull @DurationMin(millis = 0) Duration expireSettle,
        @NotNull @DurationMin(seconds = 1) Duration expireAlertAfter,
        @Min(1) @Max(1_000) int expireBatch,
        @NotBlank String chargeable,
        @NotNull @Valid ReservationLimits unpaid,
        @NotNull @Valid Calls calls,
        @NotNull @Valid StuckPolicy stuck,
        @NotNull @Valid LivePolicy live,
        @NotNull @Valid Risk risk,
        @NotNull @DurationMin(days = 1) Duration eventRetention) {

    /**
     * How orders are assessed.
     *
     * @param enabled whether they are
     * @param threshold an order with this score, 0 to 1, or a higher one is held
     * @param deadline how long an order waits for its assessment at most; then it passes
     * @param holdTime how long an order waits for a decision; then it is cancelled
     * @param retention how long assessments are kept
     * @param zone whose night counts
     * @param sharedAddresses addresses that many customers share, such as pick-up points: {@code line1|postal code|country; ...}
     * @param sharedCards how the fingerprints of cards begin that many customers share, such as a provider's test cards: {@code a,b}
     */
    public record Risk(
            boolean enabled,
            @DecimalMin("0.01") @DecimalMax("1.0") double threshold,
            @NotNull @DurationMin(millis = 1) Duration deadline,
            @NotNull @DurationMin(seconds = 1) Duration holdTime,
            @NotNull @DurationMin(days = 8) Duration retention,
            @NotNull ZoneId zone,
            @NotNull String sharedAddresses,
            @NotNull String sharedCards) {}

    /**
     * How calls to one service are guarded.
     *
     * @param maxConcurrent calls to one service at a time
     * @param maxWait how long a call waits for its turn
     * @param beginWithin how long after a request has come it may begin a call: with the maxWait and the time-outs of the last one it has
     *     to be less than the gateway's
     * @param circuitOpenDuration how long a service that failed often is left alone
     */
    public record Calls(
            @Min(1) @Max(1_000) int maxConcurrent,
            @NotNull @DurationMin(millis = 0) Duration maxWait,
            @NotNull @DurationMin(millis = 100) Duration beginWithin,
            @NotNull @DurationMin(millis = 100) Duration circuitOpenDuration) {}
}
