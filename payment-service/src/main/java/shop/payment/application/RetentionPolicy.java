package shop.payment.application;

import java.time.Duration;

/**
 * How long what is over is kept.
 *
 * @param webhooks events that had their effect or were ignored, since they came: a repeat of one is known for as long
 * @param givenUpWebhooks events that were given up, since they came
 * @param drifts drifts that were repaired or are gone, since they were last seen
 */
public record RetentionPolicy(Duration webhooks, Duration givenUpWebhooks, Duration drifts) {}
