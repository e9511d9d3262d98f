package shop.order.messaging;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;
import shop.order.domain.risk.PaymentSignals;

/**
 * The part of payment-service's contract that order-service reads; our own copy.
 *
 * @param status as text, because payment-service may add one that no order follows
 * @param disputed null for not: it was added later
 * @param cardFingerprint with the three after it: what there is to say of the risk, if anything
 * @param declines of the payment alone; what there was before {@code orderDeclines} came, which counts those of the whole order
 */
record PaymentMessage(
        UUID paymentId,
        UUID orderId,
        String status,
        Money amount,
        @Nullable Boolean disputed,
        @Nullable String cardFingerprint,
        @Nullable String cardCountry,
        @Nullable Integer declines,
        @Nullable Integer orderDeclines,
        @Nullable Integer riskScore) {

    PaymentMessage {
        Objects.requireNonNull(paymentId, "paymentId");
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(amount, "amount");
    }

    /** Empty for a status added after this service was built. */
    Optional<PaymentUpdate> update(long version) {
        return paymentStatus()
                .map(known -> new PaymentUpdate(
                        new PaymentId(paymentId), known, amount, Boolean.TRUE.equals(disputed), version));
    }

    PaymentSignals signals() {
        return new PaymentSignals(
                cardFingerprint, cardCountry, orderDeclines == null ? declines : orderDeclines, riskScore);
    }

    private Optional<PaymentStatus> paymentStatus() {
        return switch (status) {
            case "PROCESSING" -> Optional.of(PaymentStatus.PROCESSING);
            case "PAID" -> Optional.of(PaymentStatus.PAID);
            case "FAILED" -> Optional.of(PaymentStatus.FAILED);
            case "PARTIALLY_REFUNDED" -> Optional.of(PaymentStatus.PARTIALLY_REFUNDED);
            case "REFUNDED" -> Optional.of(PaymentStatus.REFUNDED);
            default -> Optional.empty();
        };
    }
}
