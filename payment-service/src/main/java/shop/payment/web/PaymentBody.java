package shop.payment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.Dispute;
import shop.payment.domain.DisputeState;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.UserId;

/**
 * A payment as the API shows it.
 *
 * @param status PROCESSING until the provider has decided, also while the attempt is only being made known to it
 * @param failureCode why it failed, in the provider's words
 * @param clientSecret for method {@code intent}: what the buyer's program confirms with; shown to the buyer alone
 * @param checkoutUrl for method {@code checkout}: the page to pay on; shown to the buyer alone
 * @param disputes only where one payment is asked for, and for admins alone
 * @param nextActionUrl for method {@code card}: the bank's page that the buyer has to visit; shown to the buyer alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PaymentBody(
        UUID id,
        UUID orderId,

        @Schema(
                allowableValues = {
                    "PROCESSING",
                    "REQUIRES_ACTION",
                    "PAID",
                    "FAILED",
                    "CANCELLED",
                    "PARTIALLY_REFUNDED",
                    "REFUNDED"
                })
        String status,

        Money amount,
        Money refunded,

        @Schema(allowableValues = {"card", "intent", "checkout"})
        String method,

        @Schema(allowableValues = {"stripe", "razorpay"}) String provider,

        @Nullable String failureCode,
        @Nullable String clientSecret,
        @Nullable String checkoutUrl,
        @Nullable String nextActionUrl,
        long version,
        Instant createdAt,
        Instant changedAt,
        @Nullable List<DisputeBody> disputes) {

    /**
     * A buyer who asked the bank for the money back.
     *
     * @param evidenceDue until when evidence is taken
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DisputeBody(
            UUID id,
            String providerRef,
            Money amount,
            String reason,
            DisputeState state,
            @Nullable Instant evidenceDue,
            boolean withdrawn,
            boolean reinstated,
            Instant openedAt,
            Instant changedAt) {

        static DisputeBody of(Dispute dispute) {
            return new DisputeBody(
                    dispute.id().value(),
                    dispute.providerRef(),
                    dispute.amount(),
                    dispute.reason(),
                    dispute.state(),
                    dispute.evidenceDue(),
                    dispute.withdrawn(),
                    dispute.reinstated(),
                    dispute.openedAt(),
                    dispute.changedAt());
        }
    }

    static PaymentBody of(Payment payment, UserId viewer) {
        return of(payment, viewer, null);
    }

    static PaymentBody of(Payment payment, UserId viewer, @Nullable List<Dispute> disputes) {
        var refs = payment.refs();
        var method = payment.method();
        var buyers = payment.user().equals(viewer) && payment.state().isLive();
        return new PaymentBody(
                payment.id().value(),
                payment.order().value(),
                status(payment.state()),
                payment.amount(),
                payment.refunded(),
                method.kind(),
                payment.provider().label(),
                payment.failureCode(),
                buyers && method instanceof PaymentMethod.Intent ? refs.clientSecret() : null,
                buyers && method instanceof PaymentMethod.Checkout ? refs.url() : null,
                buyers && !(method instanceof PaymentMethod.Checkout) ? refs.url() : null,
                payment.version(),
                payment.createdAt(),
                payment.changedAt(),
                disputes == null ? null : disputes.stream().map(DisputeBody::of).toList());
    }

    static String status(PaymentState state) {
        return state == PaymentState.STARTING ? PaymentState.PROCESSING.name() : state.name();
    }
}
