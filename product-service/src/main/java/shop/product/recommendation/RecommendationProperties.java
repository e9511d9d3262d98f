package shop.product.recommendation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the shop learns from its orders.
 *
 * @param neighbors how many are kept of each product
 * @param pollInterval how often new orders are counted
 * @param trainingHour hour of the day, in UTC, from which on the model of the day is trained, by one instance
 * @param minOrders below so many orders nothing is trained
 * @param evaluationPeriod the last orders, by which the model has to be better than the counts
 * @param lambda ridge of the model
 * @param sizeExponent how much less large orders count in the model; 0 for all alike
 * @param maxItems size of the model's matrix at most; it takes 4 bytes for each pair of them while it is trained
 */
@Validated
@ConfigurationProperties("product.recommendations")
record RecommendationProperties(
        @DefaultValue("100") @Min(1) @Max(500) int neighbors,

        @NotNull @DefaultValue("1s") @DurationMin(millis = 10)
        Duration pollInterval,

        @DefaultValue("3") @Min(0) @Max(23) int trainingHour,
        @DefaultValue("500") @Positive int minOrders,

        @NotNull @DefaultValue("14d") @DurationMin(hours = 1)
        Duration evaluationPeriod,

        @DefaultValue("200") @Positive double lambda,
        @DefaultValue("0.5") @PositiveOrZero double sizeExponent,
        @DefaultValue("2000") @Min(2) @Max(10_000) int maxItems) {}
