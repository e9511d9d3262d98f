package shop.notification.message;

import java.time.Instant;
import java.util.UUID;

/** A message that was stored or marked, and whose it is. */
public record MessageChange(UUID id, UUID userId, Instant changedAt) {}
