package shop.payment.messaging;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.application.PaymentEventPublisher;
import shop.payment.domain.Payment;

/**
 * What payment-service publishes; its wire form is fixed by fleet-contracts/payment_status.
 *
 * @param disputed whether the buyer's bank has taken the money back, for now or for good
 * @param cause what happened, in lower case
 * @param declines how many cards were declined in this attempt
 * @param orderDeclines the same for the order until now, earlier attempts included
 */
record PaymentMessage(
        UUID paymentId,
        UUID orderId,
        UUID userId,
        String status,
        Money amount,
        Money refunded,
        @Nullable String failureCode,
        boolean disputed,
        String cause,
        @Nullable String cardFingerprint,
        @Nullable String cardCountry,
        int declines,
        int orderDeclines,
        @Nullable Integer riskScore,
        Instant changedAt) {

    static final String TOPIC = "payment_status";
    static final String TYPE = "payment.status.v1";

    static PaymentMessage of(Payment payment, PaymentEventPublisher.Cause cause, Instant changedAt) {
        return new PaymentMessage(
                payment.id().value(),
                payment.order().value(),
                payment.user().value(),
                status(payment),
                payment.amount(),
                payment.refunded(),
                payment.failureCode(),
                payment.isDisputed(),
                cause.name().toLowerCase(Locale.ROOT),
                payment.card().fingerprint(),
                payment.card().country(),
                payment.declines(),
                payment.declinesOfOrder(),
                payment.card().riskScore(),
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
