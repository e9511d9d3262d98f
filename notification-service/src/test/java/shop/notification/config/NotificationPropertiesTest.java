package shop.notification.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class NotificationPropertiesTest {

    private static final String[] NEEDED = {"MAIL_FROM=shop@example.org", "PUBLIC_URL=https://shop.example"};

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withPropertyValues("spring.config.location=classpath:/application.yml")
            .withUserConfiguration(Bound.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(NotificationProperties.class)
    static class Bound {}

    @Test
    void hasDefaultsForTheWayOfSending() {
        runner.withPropertyValues(NEEDED)
                .run(context -> assertThat(context.getBean(NotificationProperties.class))
                        .isEqualTo(new NotificationProperties(
                                "shop@example.org",
                                URI.create("https://shop.example"),
                                "/api/notifications/pay?order={orderId}",
                                Locale.ENGLISH,
                                ZoneId.of("UTC"),
                                new NotificationProperties.Twilio("", "", "", "https://api.twilio.com"),
                                "",
                                Duration.ofDays(400),
                                new NotificationProperties.Deliveries(
                                        2,
                                        20,
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(2),
                                        150,
                                        Duration.ofSeconds(2),
                                        Duration.ofMinutes(10),
                                        Duration.ofDays(30)),
                                new NotificationProperties.Streams(
                                        10, 2000, Duration.ofSeconds(15), Duration.ofSeconds(1)))));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        runner.withPropertyValues(NEEDED)
                .withPropertyValues(
                        "DELIVERY_WORKERS=4",
                        "DELIVERY_BATCH_SIZE=50",
                        "DELIVERY_POLL_INTERVAL=5s",
                        "DELIVERY_LEASE=3m",
                        "DELIVERY_MAX_ATTEMPTS=7",
                        "DELIVERY_FIRST_BACK_OFF=1s",
                        "DELIVERY_MAX_BACK_OFF=1m",
                        "DELIVERY_RETENTION=7d",
                        "DEFAULT_LANGUAGE=de",
                        "PAY_URL=https://pay.example/{orderId}",
                        "TIME_ZONE=Europe/Berlin",
                        "TWILIO_ACCOUNT_SID=AC1",
                        "TWILIO_AUTH_TOKEN=secret",
                        "TWILIO_FROM=+15005550006",
                        "TWILIO_API_BASE=https://sms.example",
                        "SMS_MAIL_DOMAIN=sms.example.org",
                        "MESSAGE_RETENTION=90d",
                        "NOTIFICATION_STREAMS_PER_USER=3",
                        "NOTIFICATION_STREAMS_AT_ONCE=400",
                        "NOTIFICATION_STREAM_HEARTBEAT_INTERVAL=20s",
                        "NOTIFICATION_STREAM_POLL_INTERVAL=2s")
                .run(context -> assertThat(context.getBean(NotificationProperties.class))
                        .isEqualTo(new NotificationProperties(
                                "shop@example.org",
                                URI.create("https://shop.example"),
                                "https://pay.example/{orderId}",
                                Locale.GERMAN,
                                ZoneId.of("Europe/Berlin"),
                                new NotificationProperties.Twilio(
                                        "AC1", "secret", "+15005550006", "https://sms.example"),
                                "sms.example.org",
                                Duration.ofDays(90),
                                new NotificationProperties.Deliveries(
                                        4,
                                        50,
                                        Duration.ofSeconds(5),
                                        Duration.ofMinutes(3),
                                        7,
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(1),
                                        Duration.ofDays(7)),
                                new NotificationProperties.Streams(
                                        3, 400, Duration.ofSeconds(20), Duration.ofSeconds(2)))));
    }

    @Test
    void operationsAreSetByTheNamesThatTheyAlwaysHad() {
        runner.withPropertyValues(NEEDED)
                .withPropertyValues(
                        "DEAD_LETTER_RETENTION=40d",
                        "OUTBOX_SERVICES=order-service,payment-service",
                        "shop.notification.operations.audit-services=user-service")
                .run(context -> {
                    var environment = context.getEnvironment();
                    assertThat(environment.getProperty("shop.operations.dead-letter-retention"))
                            .isEqualTo("40d");
                    assertThat(environment.getProperty("shop.operations.outbox-services"))
                            .isEqualTo("order-service,payment-service");
                    assertThat(environment.getProperty("shop.operations.audit-services"))
                            .isEqualTo("user-service");
                });
    }

    @Test
    void refusesASenderThatIsNoAddress() {
        runner.withPropertyValues("MAIL_FROM=Our shop", "PUBLIC_URL=https://shop.example")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("MAIL_FROM must be an e-mail address"));
    }

    @Test
    void refusesAnAccountWithoutItsSecret() {
        runner.withPropertyValues(NEEDED)
                .withPropertyValues("TWILIO_ACCOUNT_SID=AC1", "TWILIO_FROM=+15005550006")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN and TWILIO_FROM too"));
    }

    @Test
    void refusesAPayLinkThatNamesNoOrder() {
        runner.withPropertyValues(NEEDED)
                .withPropertyValues("PAY_URL=https://pay.example/")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("PAY_URL must be a path or an address, with {orderId} in it"));
    }

    @Test
    void thePayLinkBeginsWithTheShopsAddress() {
        runner.withPropertyValues("MAIL_FROM=shop@example.org", "PUBLIC_URL=https://shop.example/")
                .run(context -> assertThat(
                                context.getBean(NotificationProperties.class).absolutePayUrl())
                        .isEqualTo("https://shop.example/api/notifications/pay?order={orderId}"));
    }

    @Test
    void refusesTimesOfZero() {
        runner.withPropertyValues(NEEDED)
                .withPropertyValues("DELIVERY_LEASE=0s")
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("all times must be above zero"));
    }
}
