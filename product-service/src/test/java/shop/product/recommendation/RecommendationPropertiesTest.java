package shop.product.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class RecommendationPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(RecommendationProperties.class))
                .isEqualTo(new RecommendationProperties(
                        100, Duration.ofSeconds(1), 3, 500, Duration.ofDays(14), 200, 0.5, 2000)));
    }

    @Test
    void everySettingCanBeMade() {
        runner.withPropertyValues(
                        "product.recommendations.neighbors=50",
                        "product.recommendations.poll-interval=5s",
                        "product.recommendations.training-hour=4",
                        "product.recommendations.min-orders=1000",
                        "product.recommendations.evaluation-period=7d",
                        "product.recommendations.lambda=150",
                        "product.recommendations.size-exponent=0",
                        "product.recommendations.max-items=5000")
                .run(context -> assertThat(context.getBean(RecommendationProperties.class))
                        .isEqualTo(new RecommendationProperties(
                                50, Duration.ofSeconds(5), 4, 1000, Duration.ofDays(7), 150, 0, 5000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"neighbors=0", "training-hour=24", "lambda=0", "size-exponent=-1", "poll-interval=0s"})
    void aBadSettingFailsTheStart(String setting) {
        runner.withPropertyValues("product.recommendations." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(RecommendationProperties.class)
    static class Settings {}
}
