package shop.order.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import shop.order.application.LivePolicy;
import shop.order.application.ReservationLimits;
import shop.order.application.StuckPolicy;

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
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(2),
                        Duration.ofHours(2),
                        100,
                        "AED:200,AUD:50,BRL:50,CAD:50,CHF:50,CZK:1500,DKK:250,EUR:50,"
                                + "GBP:30,HKD:400,HUF:17500,INR:50,JPY:50,MXN:1000,MYR:200,NOK:300,NZD:50,PLN:200,RON:200,SEK:300,SGD:50,THB:1000,USD:50",
                        new ReservationLimits(50, 999),
                        new OrderProperties.Calls(
                                16, Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(5)),
                        new StuckPolicy(Duration.ofMinutes(5), Duration.ofDays(3)),
                        new LivePolicy(10, 2_000, Duration.ofSeconds(15), Duration.ofSeconds(5)),
                        new OrderProperties.Risk(
                                true,
                                0.8,
                                Duration.ofMillis(20),
                                Duration.ofHours(48),
                                Duration.ofDays(90),
                                ZoneId.of("UTC"),
                                "",
                                ""),
                        Duration.ofDays(90))));
    }

    @Test
    void everySettingIsTakenFromTheEnvironment() {
        runner.withPropertyValues(
                        "ORDER_RESERVATION=1m",
                        "ORDER_EXTENSION=2m",
                        "ORDER_HOLD_GRACE=3m",
                        "ORDER_EXPIRE_EVERY=1s",
                        "ORDER_EXPIRE_LOOK_EVERY=30s",
                        "ORDER_EXPIRE_SETTLE=4s",
                        "ORDER_EXPIRE_ALERT_AFTER=5h",
                        "ORDER_EXPIRE_BATCH=7",
                        "ORDER_CHARGEABLE=EUR:10-20,USD:5",
                        "ORDER_UNPAID_ORDERS=6",
                        "ORDER_UNPAID_UNITS=60",
                        "ORDER_CALLS_MAX_CONCURRENT=3",
                        "ORDER_CALLS_MAX_WAIT=2s",
                        "ORDER_CALLS_BEGIN_WITHIN=1s",
                        "ORDER_CALLS_CIRCUIT_OPEN_DURATION=9s",
                        "ORDER_STUCK_GRACE=7m",
                        "ORDER_STUCK_UNSHIPPED=8h",
                        "ORDER_LIVE_MAX_PER_CUSTOMER=2",
                        "ORDER_LIVE_MAX_CONCURRENT=20",
                        "ORDER_LIVE_HEARTBEAT_INTERVAL=4s",
                        "ORDER_LIVE_SEND_TIMEOUT=6s",
                        "ORDER_RISK_ENABLED=false",
                        "ORDER_RISK_THRESHOLD=0.9",
                        "ORDER_RISK_DEADLINE=5ms",
                        "ORDER_RISK_HOLD_TIME=24h",
                        "ORDER_RISK_RETENTION=30d",
                        "ORDER_RISK_ZONE=Europe/Berlin",
                        "ORDER_RISK_SHARED_ADDRESSES=1 Station Road|SW1A 1AA|GB",
                        "ORDER_RISK_SHARED_CARDS=test",
                        "ORDER_EVENT_RETENTION=400d")
                .run(context -> assertThat(context.getBean(OrderProperties.class))
                        .isEqualTo(new OrderProperties(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(3),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(4),
                                Duration.ofHours(5),
                                7,
                                "EUR:10-20,USD:5",
                                new ReservationLimits(6, 60),
                                new OrderProperties.Calls(
                                        3, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(9)),
                                new StuckPolicy(Duration.ofMinutes(7), Duration.ofHours(8)),
                                new LivePolicy(2, 20, Duration.ofSeconds(4), Duration.ofSeconds(6)),
                                new OrderProperties.Risk(
                                        false,
                                        0.9,
                                        Duration.ofMillis(5),
                                        Duration.ofHours(24),
                                        Duration.ofDays(30),
                                        ZoneId.of("Europe/Berlin"),
                                        "1 Station Road|SW1A 1AA|GB",
                                        "test"),
                                Duration.ofDays(400))));
    }

    @Test
    void theNamesOfTheReleaseBeforeAreStillRead() {
        runner.withPropertyValues(
                        "ORDER_CALLS_AT_ONCE=3",
                        "ORDER_CALLS_PATIENCE=2s",
                        "ORDER_CALLS_OPEN_FOR=9s",
                        "ORDER_LIVE_PER_CUSTOMER=2",
                        "ORDER_LIVE_AT_ONCE=20",
                        "ORDER_LIVE_BEAT=4s",
                        "ORDER_LIVE_SEND_PATIENCE=6s")
                .run(context -> {
                    var properties = context.getBean(OrderProperties.class);
                    assertThat(properties.calls())
                            .isEqualTo(new OrderProperties.Calls(
                                    3, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(9)));
                    assertThat(properties.live())
                            .isEqualTo(new LivePolicy(2, 20, Duration.ofSeconds(4), Duration.ofSeconds(6)));
                });
    }

    @Test
    void aSettingOutOfBoundsFailsTheStart() {
        runner.withPropertyValues("ORDER_CALLS_MAX_CONCURRENT=0")
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(OrderProperties.class)
    static class Settings {}
}
