package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.status;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.mock.env.MockEnvironment;

class SwitchedOffGuardsTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TrialAutoConfiguration.class, EventsAutoConfiguration.class, KafkaAutoConfiguration.class))
            .withPropertyValues(
                    "spring.application.name=order-service",
                    "spring.kafka.bootstrap-servers=127.0.0.1:1",
                    "spring.profiles.active=local");

    @Test
    void areNamedByASettingOfTheLocalProfile() {
        var local = new MockEnvironment().withProperty("shop.guards-off", "one, two");
        local.setActiveProfiles("local");

        assertThat(SwitchedOffGuards.in(local).contains("two")).isTrue();
        assertThat(SwitchedOffGuards.in(local).contains("three")).isFalse();
        assertThat(SwitchedOffGuards.in(new MockEnvironment()).contains("one")).isFalse();
    }

    @Test
    void areRefusedOutsideOfTheLocalProfile() {
        var production = new MockEnvironment().withProperty("shop.guards-off", "one");

        assertThatThrownBy(() -> SwitchedOffGuards.in(production)).hasMessageContaining("local profile only");
    }

    @Test
    void aRepeatIsARepeatUnlessThatGuardIsOff() {
        service.run(context -> {
            assertThat(consumed(context.getBean(DefaultKafkaConsumerFactory.class)))
                    .isEqualTo(consumed(context.getBean(DefaultKafkaConsumerFactory.class)));
        });
        service.withPropertyValues("shop.guards-off=" + DisabledDeduplication.GUARD)
                .run(context -> {
                    var factory = context.getBean(DefaultKafkaConsumerFactory.class);
                    assertThat(consumed(factory)).isNotEqualTo(consumed(factory));
                    assertThat(consumed(factory)).doesNotContain("version 7");
                });
    }

    private static final PendingEvent EVENT =
            new Envelopes("order-service", Clock.systemUTC(), EventTracing.NONE).seal(status(newId(), 7));

    private static String consumed(DefaultKafkaConsumerFactory<?, ?> factory) {
        var envelope = EVENT.envelope().getBytes(StandardCharsets.UTF_8);
        var deserializer = Objects.requireNonNull(factory.getValueDeserializer());
        return String.valueOf(deserializer.deserialize("order_status", envelope));
    }
}
