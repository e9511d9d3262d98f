package shop.product.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class SearchPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class)
            .withPropertyValues("product.search.directory=somewhere");

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(SearchProperties.class))
                .isEqualTo(new SearchProperties(
                        Path.of("somewhere"),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        32)));
    }

    @Test
    void everySettingCanBeMade() {
        runner.withPropertyValues(
                        "product.search.start-patience=1s",
                        "product.search.visible-after=50ms",
                        "product.search.durable-after=1m",
                        "product.search.ram-buffer-megabytes=64")
                .run(context -> assertThat(context.getBean(SearchProperties.class))
                        .isEqualTo(new SearchProperties(
                                Path.of("somewhere"),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(50),
                                Duration.ofMinutes(1),
                                64)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start-patience=soon", "ram-buffer-megabytes=0"})
    void aBadSettingFailsTheStart(String setting) {
        runner.withPropertyValues("product.search." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(SearchProperties.class)
    static class Settings {}
}
