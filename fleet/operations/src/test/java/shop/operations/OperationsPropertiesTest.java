package shop.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class OperationsPropertiesTest {

    private static final List<String> PUBLISHERS =
            List.of("user-service", "product-service", "inventory-service", "order-service", "payment-service");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(OperationsProperties.class)
    static class Bound {}

    @Test
    void everyServiceThatPublishesIsAsked() {
        runner.run(context -> assertThat(context.getBean(OperationsProperties.class))
                .isEqualTo(
                        new OperationsProperties(Duration.ofDays(30), Duration.ofSeconds(15), PUBLISHERS, PUBLISHERS)));
    }

    @Test
    void everySettingIsBound() {
        runner.withPropertyValues(
                        "shop.operations.dead-letter-retention=40d",
                        "shop.operations.consumer-lag-interval=20s",
                        "shop.operations.outbox-services=order-service,payment-service",
                        "shop.operations.audit-services=user-service")
                .run(context -> assertThat(context.getBean(OperationsProperties.class))
                        .isEqualTo(new OperationsProperties(
                                Duration.ofDays(40),
                                Duration.ofSeconds(20),
                                List.of("order-service", "payment-service"),
                                List.of("user-service"))));
    }

    @Test
    void refusesToReadTheLagAllTheTime() {
        runner.withPropertyValues("shop.operations.consumer-lag-interval=0s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("CONSUMER_LAG_INTERVAL must be above zero"));
    }

    @Test
    void refusesToKeepDeadLettersForNoTime() {
        runner.withPropertyValues("shop.operations.dead-letter-retention=0s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("DEAD_LETTER_RETENTION must be above zero"));
    }
}
