package shop.cart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class CartPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingHasItsDefault() {
        runner.run(context -> assertThat(context.getBean(CartProperties.class))
                .isEqualTo(new CartProperties(
                        Currency.getInstance("EUR"), Duration.ofDays(30), Duration.ofMinutes(10), 500, 500, true)));
    }

    @Test
    void everySettingIsTakenFromTheEnvironment() {
        runner.withPropertyValues(
                        "CART_CURRENCY=GBP",
                        "CART_GUEST_LIFE=2h",
                        "CART_SWEEP_EVERY=30s",
                        "CART_SWEEP_BATCH=7",
                        "CART_GUEST_CARTS_PER_HOUR=9",
                        "CART_SECURE_COOKIE=false")
                .run(context -> assertThat(context.getBean(CartProperties.class))
                        .isEqualTo(new CartProperties(
                                Currency.getInstance("GBP"),
                                Duration.ofHours(2),
                                Duration.ofSeconds(30),
                                7,
                                9,
                                false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CART_CURRENCY=EURO", "CART_GUEST_LIFE=10s", "CART_SWEEP_BATCH=0", "CART_SECURE_COOKIE=perhaps"})
    void aBadSettingFailsTheStart(String setting) {
        runner.withPropertyValues(setting).run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(CartProperties.class)
    static class Settings {}
}
