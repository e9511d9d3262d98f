package shop.product.transfer;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of imports.
 *
 * @param directory where files wait until they are read; a restarted instance goes on with those that it finds there
 * @param batch lines that are written together
 * @param heartbeat how often an instance says that it is at work
 * @param takeOver after how long without that another instance that has the file goes on with an import
 * @param giveUp after how long without that an import is marked as failed where nobody has the file
 * @param retention how long an import that has ended can be read
 */
@Validated
@ConfigurationProperties("product.import")
record ImportProperties(
        @NotNull Path directory,
        @DefaultValue("200") @Positive @Max(1000) int batch,
        @NotNull @DefaultValue("5s") Duration heartbeat,
        @NotNull @DefaultValue("30s") Duration takeOver,
        @NotNull @DefaultValue("2m") Duration giveUp,
        @NotNull @DefaultValue("30d") Duration retention) {

    @AssertTrue(message = "heartbeat, take-over and give-up must be above zero and rise") public boolean isTimesRising() {
        return heartbeat.isPositive() && takeOver.compareTo(heartbeat) > 0 && giveUp.compareTo(takeOver) > 0;
    }

    @AssertTrue(message = "retention must be above zero") public boolean isRetentionPositive() {
        return retention.isPositive();
    }
}
