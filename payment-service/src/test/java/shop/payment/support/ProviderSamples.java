package shop.payment.support;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.payment.application.DeclineLimits;
import shop.payment.application.ReconcilePolicy;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.Provider;

/** Settings of providers. */
public final class ProviderSamples {

    /** Stripe for everything. */
    public static final PaymentProperties.Providers STRIPE_ALONE =
            new PaymentProperties.Providers(Provider.STRIPE, List.of());

    /** As it is where nothing is said of it. */
    public static final PaymentProperties.Razorpay NO_RAZORPAY = new PaymentProperties.Razorpay(
            "", "", List.of(), null, null, Duration.ofSeconds(1), Duration.ofMillis(3_500));

    private ProviderSamples() {}

    public static PaymentProperties.Razorpay razorpay(@Nullable URI base, String... webhookSecrets) {
        return new PaymentProperties.Razorpay(
                "rzp_test_1",
                "key-secret",
                List.of(webhookSecrets),
                base,
                null,
                Duration.ofSeconds(1),
                Duration.ofMillis(3_500));
    }

    /** The settings of the service with these; those that tests of a provider do not look at are a second or one. */
    public static PaymentProperties properties(PaymentProperties.Stripe stripe, PaymentProperties.Razorpay razorpay) {
        var second = Duration.ofSeconds(1);
        return new PaymentProperties(
                URI.create("http://shop.test"),
                null,
                second,
                second,
                second,
                second,
                1,
                1,
                1,
                1,
                second,
                second,
                second,
                new DeclineLimits(8, 20, Duration.ofHours(1)),
                new ReconcilePolicy(second, second, second, second, second),
                STRIPE_ALONE,
                stripe,
                razorpay);
    }

    public static PaymentProperties.Stripe stripe() {
        var second = Duration.ofSeconds(1);
        return new PaymentProperties.Stripe(
                "sk_test_1", null, null, List.of("whsec_1"), second, second, second, 0, List.of("card"));
    }
}
