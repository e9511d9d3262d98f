package shop.payment.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;
import shop.payment.application.DeclineLimits;
import shop.payment.application.ReconcilePolicy;
import shop.payment.domain.Provider;

/**
 * The settings of payment-service.
 *
 * @param publicUrl the base address of the gateway, where the provider sends buyers back to
 * @param returnUrl the shop page that buyers are sent on to, with {@code paymentId}, {@code orderId} and {@code status} added; null for a
 *     small page of our own
 * @param startingPatience how long an attempt may be unknown to the provider before a worker takes it over
 * @param firstCheck how long to wait for a webhook before the provider is asked
 * @param longestCheck how long at most between two questions about one payment
 * @param pollEvery the pause between two looks at what is due, all queues in one statement
 * @param workers how many webhooks are worked on at once
 * @param checkWorkers about how many payments the provider is asked at once
 * @param refundWorkers how many refunds are made at once; those of one payment one after the other
 * @param webhookTries how often a webhook is worked on before it is given up
 * @param webhookRetention how long a webhook is known after it came; Stripe repeats one for three days
 * @param givenUpRetention how long a webhook is kept that was given up
 * @param driftRetention how long a drift is kept that is repaired or gone
 */
@Validated
@ConfigurationProperties("payment")
public record PaymentProperties(
        URI publicUrl,
        @Nullable URI returnUrl,
        @DurationMin(seconds = 1) Duration startingPatience,
        @DurationMin(millis = 100) Duration firstCheck,
        @DurationMin(seconds = 1) Duration longestCheck,
        @DurationMin(millis = 10) Duration pollEvery,
        @Min(1) @Max(32) int workers,
        @Min(1) @Max(32) int checkWorkers,
        @Min(1) @Max(32) int refundWorkers,
        @Min(1) @Max(1_000) int webhookTries,
        @DurationMin(days = 4) Duration webhookRetention,
        @DurationMin(days = 4) Duration givenUpRetention,
        @DurationMin(days = 1) Duration driftRetention,
        @Valid DeclineLimits declines,
        @Valid ReconcilePolicy reconciliation,
        @Valid Providers providers,
        @Valid Stripe stripe,
        @Valid Razorpay razorpay) {

    /**
     * Which provider takes a payment of which the buyer does not say.
     *
     * @param usual by its name in the API
     * @param byCurrency {@code CUR=name} for each currency that another one takes
     */
    public record Providers(
            Provider usual,

            List<
                            @Pattern(
                                    regexp = "[A-Z]{3}=(stripe|razorpay)",
                                    message = "PAYMENT_PROVIDER_BY_CURRENCY must hold entries like INR=razorpay")
                            String>
                    byCurrency) {

        public Providers {
            byCurrency = List.copyOf(byCurrency);
        }

        Map<String, Provider> currencies() {
            return byCurrency.stream()
                    .map(entry -> entry.split("=", 2))
                    .collect(Collectors.toMap(
                            entry -> entry[0],
                            entry -> Provider.ofLabel(entry[1]).orElseThrow()));
        }
    }

    /**
     * How Razorpay is reached; without a key it is not offered.
     *
     * @param keyId the public half of the key, {@code rzp_live_...} moves real money
     * @param keySecret the secret half; it also signs what a buyer's browser brings back
     * @param webhookSecrets what webhooks are signed with: the new and the old one while they are being rolled
     * @param apiBase null for Razorpay's own; another one for the local sandbox
     * @param sandboxUrl where the local sandbox is; used with its own key alone
     */
    public record Razorpay(
            String keyId,
            String keySecret,

            List<@NotBlank(message = "RAZORPAY_WEBHOOK_SECRET must not hold an empty secret") String> webhookSecrets,

            @Nullable URI apiBase,

            @Nullable URI sandboxUrl,

            @DurationMin(millis = 100) @DurationMax(seconds = 30)
            Duration connectTimeout,

            @DurationMin(millis = 100) @DurationMax(seconds = 80)
            Duration readTimeout) {

        private static final URI OWN = URI.create("https://api.razorpay.com");
        private static final String SANDBOX_KEY = "rzp_test_local";

        public Razorpay {
            webhookSecrets = List.copyOf(webhookSecrets);
        }

        public boolean isConfigured() {
            return !keyId.isBlank() && !keySecret.isBlank();
        }

        /** Whether real money is moved. */
        public boolean livemode() {
            return keyId.startsWith("rzp_live_");
        }

        /** Where Razorpay's API is. A key that is not the sandbox's is never shown to the sandbox. */
        public URI base() {
            if (apiBase != null) {
                return apiBase;
            }
            return sandboxUrl != null && keyId.equals(SANDBOX_KEY) ? sandboxUrl : OWN;
        }

        /** The local sandbox's secret is known to everybody. */
        @AssertTrue(message = "RAZORPAY_WEBHOOK_SECRET must be the endpoint's own with a key of Razorpay's") boolean isSecretOfItsOwn() {
            return !base().equals(OWN) || !webhookSecrets.contains("local-only-razorpay-webhooks");
        }

        /** Without the secrets, because settings are printed by mistake. */
        @Override
        public String toString() {
            return "Razorpay[base=" + base() + ", configured=" + isConfigured() + ", livemode=" + livemode() + "]";
        }
    }

    /**
     * How Stripe is reached.
     *
     * @param apiKey the secret key; {@code sk_live_...} moves real money
     * @param apiBase null for Stripe's own; another one for the local sandbox
     * @param sandboxUrl where the local sandbox is; used with its own key alone
     * @param webhookSecrets the endpoint's signing secrets: the new and the old one while they are being rolled
     * @param webhookTolerance how far a webhook's time may be from ours, in both directions
     * @param methods what a buyer may pay with on the provider's page or with a client secret; the one word {@code automatic} leaves that
     *     to the provider's dashboard
     * @param networkRetries how often stripe-java repeats a call that was not answered, under one idempotency key
     */
    public record Stripe(
            @NotBlank(message = "STRIPE_API_KEY must be set") String apiKey,

            @Nullable URI apiBase,

            @Nullable URI sandboxUrl,

            @NotEmpty(message = "STRIPE_WEBHOOK_SECRETS must be set") List<@NotBlank(message = "STRIPE_WEBHOOK_SECRETS must not hold an empty secret") String> webhookSecrets,

            @DurationMin(seconds = 1) @DurationMax(minutes = 15)
            Duration webhookTolerance,

            @DurationMin(millis = 100) @DurationMax(seconds = 30)
            Duration connectTimeout,

            @DurationMin(millis = 100) @DurationMax(seconds = 80)
            Duration readTimeout,

            @Min(0) @Max(5) int networkRetries,

            List<
                            @Pattern(
                                    regexp = "[a-z_]{2,40}",
                                    message = "STRIPE_PAYMENT_METHODS must hold names as Stripe writes them")
                            String>
                    methods) {

        private static final String SANDBOX_KEY = "sk_test_local";

        public Stripe {
            webhookSecrets = List.copyOf(webhookSecrets);
            methods = methods.equals(List.of("automatic")) ? List.of() : List.copyOf(methods);
        }

        /** Where Stripe's API is; null for Stripe's own. A key that is not the sandbox's is never shown to the sandbox. */
        @Nullable URI base() {
            return apiBase != null ? apiBase : apiKey.equals(SANDBOX_KEY) ? sandboxUrl : null;
        }

        /** The sandbox's secret is known to everybody. */
        @AssertTrue(message = "STRIPE_WEBHOOK_SECRETS must be the endpoint's own with a key of Stripe's") boolean isSecretOfItsOwn() {
            return base() != null || !webhookSecrets.contains("whsec_local");
        }

        /** Whether real money is moved. */
        public boolean livemode() {
            return apiKey.contains("_live_");
        }

        /** Without the secrets, because settings are printed by mistake. */
        @Override
        public String toString() {
            return "Stripe[base=" + base() + ", livemode=" + livemode() + "]";
        }
    }
}
