package shop.payment.application;

import java.time.Duration;

/**
 * How patient the service is.
 *
 * @param providers which provider a payment goes through
 * @param startingPatience how long an attempt may be unknown to the provider before a worker takes it over
 * @param firstCheck how long to wait for a webhook before the provider is asked
 * @param longestCheck how long at most between two questions about one thing
 * @param webhookTries how often an event is worked on before it is given up
 * @param declineLimits how many cards may be declined
 */
public record PaymentPolicy(
        ProviderPolicy providers,
        Duration startingPatience,
        Duration firstCheck,
        Duration longestCheck,
        int webhookTries,
        DeclineLimits declineLimits) {}
