package shop.notification.message;

import java.time.Instant;

/**
 * A message and when it came here.
 *
 * @param storedAt by the clock of the instance that stored it
 * @param changedAt when it was stored or last marked, by the clock of the instance that did it
 */
public record StoredMessage(Message message, Instant storedAt, Instant changedAt) {}
