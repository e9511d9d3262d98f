package shop.inventory.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class InventoryPropertiesTest {

    final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(InventoryProperties.class))
                .isEqualTo(new InventoryProperties(
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(1),
                        200,
                        1,
                        200,
                        2000,
                        2000,
                        Duration.ofMillis(1500),
                        Duration.ofHours(1),
                        Duration.ofDays(7),
                        Duration.ofDays(90),
                        10)));
    }

    @Test
    void everySettingIsTakenFromTheEnvironment() {
        runner.withPropertyValues(
                        "INVENTORY_HOLD_GRACE=30s",
                        "INVENTORY_SWEEP_EVERY=1s",
                        "INVENTORY_SWEEP_BATCH=5",
                        "INVENTORY_HOLD_WORKERS=3",
                        "INVENTORY_HOLD_BATCH=20",
                        "INVENTORY_HOLD_BATCH_LINES=30",
                        "INVENTORY_HOLD_QUEUE=40",
                        "INVENTORY_HOLD_PATIENCE=500ms",
                        "INVENTORY_LEDGER_CHECK_EVERY=5m",
                        "INVENTORY_LEDGER_FULL_CHECK_EVERY=1d",
                        "INVENTORY_HOLD_RETENTION=400d",
                        "INVENTORY_LOW_STOCK=3")
                .run(context -> assertThat(context.getBean(InventoryProperties.class))
                        .isEqualTo(new InventoryProperties(
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                5,
                                3,
                                20,
                                30,
                                40,
                                Duration.ofMillis(500),
                                Duration.ofMinutes(5),
                                Duration.ofDays(1),
                                Duration.ofDays(400),
                                3)));
    }

    @Test
    void aSettingOutOfBoundsFailsTheStart() {
        runner.withPropertyValues("INVENTORY_SWEEP_BATCH=0")
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(InventoryProperties.class)
    static class Settings {}
}
