package shop.payment.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

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
 * @param webhookTries how often a webhook is worked on before it is given up
 * @param webhookRetention how long a webhook is known after it came; Stripe repeats one for three days
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
        @Min(1) @Max(1_000) int webhookTries,
        @DurationMin(days = 4) Duration webhookRetention,
        @Valid Reconciliation reconciliation,
        @Valid Stripe stripe) {

    /**
     * When and how far the books of the fleet are compared.
     *
     * @param every the pause between two comparisons
     * @param grace how old a difference must be to be one
     * @param lookback how far back a comparison looks at least
     */
    public record Reconciliation(
            @DurationMin(seconds = 1) Duration every,
            @DurationMin(seconds = 0) Duration grace,

            @DurationMin(hours = 1) @DurationMax(days = 30) Duration lookback) {}

    /**
     * How Stripe is reached.
     *
     * @param apiKey the secret key; {@code sk_live_...} moves real money
     * @param apiBase null for Stripe's own; another one for the local sandbox
     * @param webhookSecrets the endpoint's signing secrets: the new and the old one while they are being rolled
     * @param webhookTolerance how far a webhook's time may be from ours, in both directions
     * @param networkRetries how often stripe-java repeats a call that was not answered, under one idempotency key
     */
    public record Stripe(
            @NotBlank(message = "STRIPE_API_KEY must be set") String apiKey,

            @Nullable URI apiBase,

            @NotEmpty(message = "STRIPE_WEBHOOK_SECRETS must be set") List<@NotBlank(message = "STRIPE_WEBHOOK_SECRETS must not hold an empty secret") String> webhookSecrets,

            @DurationMin(seconds = 1) @DurationMax(minutes = 15)
            Duration webhookTolerance,

            @DurationMin(millis = 100) @DurationMax(seconds = 30)
            Duration connectTimeout,

            @DurationMin(millis = 100) @DurationMax(seconds = 80)
            Duration readTimeout,

            @Min(0) @Max(5) int networkRetries) {

        public Stripe {
            webhookSecrets = List.copyOf(webhookSecrets);
        }

        /** Whether real money is moved. */
        public boolean livemode() {
            return apiKey.contains("_live_");
        }

        /** Without the secrets, because settings are printed by mistake. */
        @Override
        public String toString() {
            return "Stripe[apiBase=" + apiBase + ", livemode=" + livemode() + "]";
        }
    }
}
