package shop.product.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class ProductCachePropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(ProductCacheProperties.class))
                .isEqualTo(new ProductCacheProperties(24, 8, Duration.ofSeconds(10))));
    }

    @Test
    void everySettingCanBeMade() {
        runner.withPropertyValues(
                        "product.reads.product-megabytes=1",
                        "product.reads.page-megabytes=2",
                        "product.reads.oldest=3s")
                .run(context -> assertThat(context.getBean(ProductCacheProperties.class))
                        .isEqualTo(new ProductCacheProperties(1, 2, Duration.ofSeconds(3))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"product-megabytes=0", "page-megabytes=many", "oldest=0s"})
    void aBadSettingFailsTheStart(String setting) {
        runner.withPropertyValues("product.reads." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(ProductCacheProperties.class)
    static class Settings {}
}
