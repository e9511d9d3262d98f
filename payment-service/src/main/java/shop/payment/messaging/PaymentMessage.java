package shop.payment.messaging;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.Payment;

/** What payment-service tells the fleet; its wire form is fixed by fleet-contracts/payment_status. */
record PaymentMessage(
        UUID paymentId,
        UUID orderId,
        UUID userId,
        String status,
        Money amount,
        Money refunded,
        @Nullable String failureCode,
        Instant changedAt) {

    static final String TOPIC = "payment_status";
    static final String TYPE = "payment.status.v1";

    static PaymentMessage of(Payment payment, Instant changedAt) {
        return new PaymentMessage(
                payment.id().value(),
                payment.order().value(),
                payment.user().value(),
                status(payment),
                payment.amount(),
                payment.refunded(),
                payment.failureCode(),
                changedAt);
    }

    private static String status(Payment payment) {
        return switch (payment.state()) {
            case STARTING, PROCESSING, REQUIRES_ACTION -> "PROCESSING";
            case PAID -> "PAID";
            case FAILED, CANCELLED -> "FAILED";
            case PARTIALLY_REFUNDED -> "PARTIALLY_REFUNDED";
            case REFUNDED -> "REFUNDED";
        };
    }
}
