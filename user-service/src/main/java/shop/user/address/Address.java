package shop.user.address;

import java.time.Instant;
import java.util.UUID;

/**
 * An address that somebody keeps.
 *
 * @param version rises with every change, from 1
 */
public record Address(UUID id, PostalAddress postal, long version, Instant createdAt) {}
