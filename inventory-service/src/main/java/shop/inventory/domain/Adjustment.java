package shop.inventory.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An admin's word on the stock.
 *
 * @param operation the same for all tries of one request, so that a repeat is known and not done again
 */
public record Adjustment(
        UUID operation, UUID actor, @Nullable String reason) {}
