package shop.payment.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import shop.payment.application.DeclineLimits;
import shop.payment.application.ReconcilePolicy;
import shop.payment.domain.Provider;
import shop.payment.support.ProviderSamples;

class PaymentPropertiesTest {

    static final String[] SECRETS = {
        "STRIPE_API_KEY=sk_test_1", "STRIPE_WEBHOOK_SECRETS=whsec_1", "PUBLIC_URL=http://shop.test"
    };

    final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Test
    void everySettingButTheSecretsHasItsDefault() {
        runner.withPropertyValues(SECRETS)
                .run(context -> assertThat(context.getBean(PaymentProperties.class))
                        .isEqualTo(new PaymentProperties(
                                URI.create("http://shop.test"),
                                null,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(15),
                                Duration.ofSeconds(12),
                                2,
                                2,
                                2,
                                20,
                                Duration.ofDays(30),
                                Duration.ofDays(180),
                                Duration.ofDays(90),
                                new DeclineLimits(8, 20, Duration.ofHours(1)),
                                new ReconcilePolicy(
                                        Duration.ofMinutes(15),
                                        Duration.ofMinutes(2),
                                        Duration.ofHours(1),
                                        Duration.ofDays(1),
                                        Duration.ofDays(3)),
                                ProviderSamples.STRIPE_ALONE,
                                new PaymentProperties.Stripe(
                                        "sk_test_1",
                                        null,
                                        null,
                                        List.of("whsec_1"),
                                        Duration.ofMinutes(5),
                                        Duration.ofSeconds(1),
                                        Duration.ofMillis(3_500),
                                        0,
                                        List.of("card")),
                                ProviderSamples.NO_RAZORPAY)));
    }

    @Test
    void everySettingIsTakenFromTheEnvironment() {
        runner.withPropertyValues(
                        "PUBLIC_URL=http://shop.test",
                        "PAYMENT_RETURN_URL=http://shop.test/thanks",
                        "PAYMENT_STARTING_PATIENCE=31s",
                        "PAYMENT_FIRST_CHECK=61s",
                        "PAYMENT_LONGEST_CHECK=16m",
                        "PAYMENT_POLL_EVERY=2s",
                        "PAYMENT_WORKERS=3",
                        "PAYMENT_CHECK_WORKERS=4",
                        "PAYMENT_REFUND_WORKERS=5",
                        "PAYMENT_WEBHOOK_TRIES=21",
                        "PAYMENT_WEBHOOK_RETENTION=5d",
                        "PAYMENT_GIVEN_UP_RETENTION=181d",
                        "PAYMENT_DRIFT_RETENTION=91d",
                        "PAYMENT_RECONCILE_EVERY=16m",
                        "PAYMENT_RECONCILE_GRACE=3m",
                        "PAYMENT_RECONCILE_OVERLAP=2h",
                        "PAYMENT_RECONCILE_FULL_EVERY=2d",
                        "PAYMENT_RECONCILE_LOOKBACK=4d",
                        "STRIPE_API_KEY=sk_live_1",
                        "STRIPE_API_BASE=http://127.0.0.1:1",
                        "STRIPE_SANDBOX_URL=http://127.0.0.1:2",
                        "STRIPE_WEBHOOK_SECRETS=whsec_new,whsec_old",
                        "STRIPE_WEBHOOK_TOLERANCE=301s",
                        "STRIPE_CONNECT_TIMEOUT=3s",
                        "STRIPE_READ_TIMEOUT=11s",
                        "STRIPE_NETWORK_RETRIES=2",
                        "STRIPE_PAYMENT_METHODS=card,sepa_debit",
                        "PAYMENT_PROVIDER=razorpay",
                        "PAYMENT_PROVIDER_BY_CURRENCY=INR=razorpay,EUR=stripe",
                        "RAZORPAY_KEY_ID=rzp_live_1",
                        "RAZORPAY_KEY_SECRET=key-secret",
                        "RAZORPAY_WEBHOOK_SECRET=hook-new,hook-old",
                        "RAZORPAY_API_BASE=http://127.0.0.1:3",
                        "RAZORPAY_SANDBOX_URL=http://127.0.0.1:4",
                        "RAZORPAY_CONNECT_TIMEOUT=4s",
                        "RAZORPAY_READ_TIMEOUT=12s",
                        "PAYMENT_DECLINES_PER_ORDER=4",
                        "PAYMENT_DECLINES_PER_CUSTOMER=9",
                        "PAYMENT_DECLINE_WINDOW=2h")
                .run(context -> assertThat(context.getBean(PaymentProperties.class))
                        .isEqualTo(new PaymentProperties(
                                URI.create("http://shop.test"),
                                URI.create("http://shop.test/thanks"),
                                Duration.ofSeconds(31),
                                Duration.ofSeconds(61),
                                Duration.ofMinutes(16),
                                Duration.ofSeconds(2),
                                3,
                                4,
                                5,
                                21,
                                Duration.ofDays(5),
                                Duration.ofDays(181),
                                Duration.ofDays(91),
                                new DeclineLimits(4, 9, Duration.ofHours(2)),
                                new ReconcilePolicy(
                                        Duration.ofMinutes(16),
                                        Duration.ofMinutes(3),
                                        Duration.ofHours(2),
                                        Duration.ofDays(2),
                                        Duration.ofDays(4)),
                                new PaymentProperties.Providers(
                                        Provider.RAZORPAY, List.of("INR=razorpay", "EUR=stripe")),
                                new PaymentProperties.Stripe(
                                        "sk_live_1",
                                        URI.create("http://127.0.0.1:1"),
                                        URI.create("http://127.0.0.1:2"),
                                        List.of("whsec_new", "whsec_old"),
                                        Duration.ofSeconds(301),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(11),
                                        2,
                                        List.of("card", "sepa_debit")),
                                new PaymentProperties.Razorpay(
                                        "rzp_live_1",
                                        "key-secret",
                                        List.of("hook-new", "hook-old"),
                                        URI.create("http://127.0.0.1:3"),
                                        URI.create("http://127.0.0.1:4"),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(12)))));
    }

    @Test
    void aMissingSecretFailsTheStartAndIsNamed() {
        runner.withPropertyValues("PUBLIC_URL=http://shop.test")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("STRIPE_API_KEY must be set")
                        .hasMessageContaining("STRIPE_WEBHOOK_SECRETS must be set"));
    }

    @Test
    void aKeyThatIsNotTheSandboxesGoesToStripeAlone() {
        var sandbox = "STRIPE_SANDBOX_URL=http://127.0.0.1:12111";
        runner.withPropertyValues(
                        "PUBLIC_URL=http://shop.test",
                        "STRIPE_API_KEY=sk_test_local",
                        "STRIPE_WEBHOOK_SECRETS=whsec_local",
                        sandbox)
                .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                .stripe()
                                .base())
                        .isEqualTo(URI.create("http://127.0.0.1:12111")));
        for (var key : List.of("sk_test_51Abc", "sk_live_51Abc", "rk_test_51Abc")) {
            runner.withPropertyValues(
                            "PUBLIC_URL=http://shop.test",
                            "STRIPE_API_KEY=" + key,
                            "STRIPE_WEBHOOK_SECRETS=whsec_own",
                            sandbox)
                    .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                    .stripe()
                                    .base())
                            .as(key)
                            .isNull());
            runner.withPropertyValues(
                            "PUBLIC_URL=http://shop.test",
                            "STRIPE_API_KEY=" + key,
                            "STRIPE_WEBHOOK_SECRETS=whsec_local",
                            sandbox)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("STRIPE_WEBHOOK_SECRETS must be the endpoint's own"));
        }
    }

    @Test
    void aKeyThatIsNotTheSandboxesGoesToRazorpayAlone() {
        var with = runner.withPropertyValues(SECRETS)
                .withPropertyValues(
                        "RAZORPAY_SANDBOX_URL=http://127.0.0.1:12112",
                        "RAZORPAY_KEY_SECRET=key-secret",
                        "RAZORPAY_WEBHOOK_SECRET=hook");
        with.withPropertyValues("RAZORPAY_KEY_ID=rzp_test_local")
                .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                .razorpay()
                                .base())
                        .isEqualTo(URI.create("http://127.0.0.1:12112")));
        for (var key : List.of("rzp_test_1", "rzp_live_1", "rzp_test_local2")) {
            with.withPropertyValues("RAZORPAY_KEY_ID=" + key)
                    .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                    .razorpay()
                                    .base())
                            .as(key)
                            .isEqualTo(URI.create("https://api.razorpay.com")));
            with.withPropertyValues(
                            "RAZORPAY_KEY_ID=" + key, "RAZORPAY_WEBHOOK_SECRET=hook,local-only-razorpay-webhooks")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("RAZORPAY_WEBHOOK_SECRET must be the endpoint's own"));
        }
    }

    @Test
    void aKeyOfRealMoneyIsKnownByItsName() {
        runner.withPropertyValues(SECRETS)
                .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                .stripe()
                                .livemode())
                        .isFalse());
        runner.withPropertyValues(SECRETS)
                .withPropertyValues("STRIPE_API_KEY=rk_live_1")
                .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                .stripe()
                                .livemode())
                        .isTrue());
    }

    @Test
    void withoutAKeyRazorpayIsNotConfiguredAndTheServiceStarts() {
        runner.withPropertyValues(SECRETS).run(context -> {
            var razorpay = context.getBean(PaymentProperties.class).razorpay();
            assertThat(razorpay.isConfigured()).isFalse();
            assertThat(razorpay.base()).isEqualTo(URI.create("https://api.razorpay.com"));
        });
        runner.withPropertyValues(SECRETS)
                .withPropertyValues("RAZORPAY_KEY_ID=rzp_test_1")
                .run(context -> assertThat(context.getBean(PaymentProperties.class)
                                .razorpay()
                                .isConfigured())
                        .as("the public half of a key alone")
                        .isFalse());
    }

    @Test
    void aCurrencyOfNoProviderIsRefused() {
        for (var entry : List.of("INR", "inr=razorpay", "INR=paypal")) {
            runner.withPropertyValues(SECRETS)
                    .withPropertyValues("PAYMENT_PROVIDER_BY_CURRENCY=" + entry)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("PAYMENT_PROVIDER_BY_CURRENCY must hold entries"));
        }
    }

    @Test
    void secretsAreNotPrinted() {
        runner.withPropertyValues(SECRETS)
                .run(context -> assertThat(
                                context.getBean(PaymentProperties.class).toString())
                        .doesNotContain("sk_test_1")
                        .doesNotContain("whsec_1"));
        assertThat(ProviderSamples.razorpay(null, "hook-secret").toString())
                .doesNotContain("key-secret")
                .doesNotContain("hook-secret");
    }

    @EnableConfigurationProperties(PaymentProperties.class)
    static class Settings {}
}
