package shop.product.reads;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of the catalog is kept in memory.
 *
 * @param productMegabytes for single products
 * @param pageMegabytes for whole pages of lists
 * @param oldest how old a product may get of which no change was received; a safety net below the events
 */
@Validated
@ConfigurationProperties("product.reads")
public record ProductCacheProperties(
        @DefaultValue("24") @Positive int productMegabytes,
        @DefaultValue("8") @Positive int pageMegabytes,

        @NotNull @DefaultValue("10s") @DurationMin(millis = 1)
        Duration oldest) {}
