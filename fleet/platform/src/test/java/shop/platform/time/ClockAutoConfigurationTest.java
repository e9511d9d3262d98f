package shop.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ClockAutoConfigurationTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClockAutoConfiguration.class));

    @Test
    void isTheTimeInUtc() {
        service.run(context -> assertThat(context.getBean(Clock.class)).isEqualTo(Clock.systemUTC()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "-PT10M", "10m"})
    void canBeWrongOnPurposeInTheLocalProfile(String offset) {
        service.withPropertyValues("spring.profiles.active=local", "shop.clock-offset=" + offset)
                .run(context -> assertThat(context.getBean(Clock.class))
                        .isEqualTo(Clock.offset(
                                Clock.systemUTC(),
                                offset.startsWith("-") ? Duration.ofMinutes(-10) : Duration.ofMinutes(10))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kubernetes", "docker,test"})
    void cannotBeWrongOnPurposeAnywhereElse(String profiles) {
        service.withPropertyValues("spring.profiles.active=" + profiles, "shop.clock-offset=PT10M")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("shop.clock-offset")
                        .hasMessageContaining("local profile"));
    }
}
