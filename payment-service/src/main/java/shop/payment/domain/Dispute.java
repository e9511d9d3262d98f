package shop.payment.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * A buyer who asked the bank for the money back, as the provider reported it last.
 *
 * @param reason the bank's, for example {@code fraudulent}
 * @param evidenceDue until when evidence is taken; null if none is
 * @param withdrawn whether the provider has taken the sum from us
 * @param reinstated whether it has given it back
 */
public record Dispute(
        DisputeId id,
        PaymentId payment,
        OrderId order,
        String providerRef,
        Money amount,
        String reason,
        DisputeState state,
        @Nullable Instant evidenceDue,
        boolean withdrawn,
        boolean reinstated,
        Instant openedAt,
        Instant changedAt) {}
