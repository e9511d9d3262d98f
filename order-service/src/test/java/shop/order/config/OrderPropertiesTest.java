package shop.order.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class OrderPropertiesTest {

    final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(OrderProperties.class))
                .isEqualTo(new OrderProperties(
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(5),
                        100,
                        new OrderProperties.Calls(16, Duration.ofSeconds(5), Duration.ofSeconds(5)))));
    }

    @Test
    void everySettingIsTakenFromTheEnvironment() {
        runner.withPropertyValues(
                        "ORDER_RESERVATION=1m",
                        "ORDER_EXPIRE_EVERY=1s",
                        "ORDER_EXPIRE_BATCH=7",
                        "ORDER_CALLS_AT_ONCE=3",
                        "ORDER_CALLS_PATIENCE=2s",
                        "ORDER_CALLS_OPEN_FOR=9s")
                .run(context -> assertThat(context.getBean(OrderProperties.class))
                        .isEqualTo(new OrderProperties(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                7,
                                new OrderProperties.Calls(3, Duration.ofSeconds(2), Duration.ofSeconds(9)))));
    }

    @Test
    void aSettingOutOfBoundsFailsTheStart() {
        runner.withPropertyValues("ORDER_CALLS_AT_ONCE=0")
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(OrderProperties.class)
    static class Settings {}
}
