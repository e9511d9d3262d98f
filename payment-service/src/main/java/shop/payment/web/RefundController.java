package shop.payment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.text.MultiLine;
import shop.kernel.Money;
import shop.payment.application.FindPayments;
import shop.payment.application.RefundPayment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

@RestController
@RequestMapping("/api/payments/{id}/refunds")
class RefundController {

    private final RefundPayment refundPayment;
    private final FindPayments findPayments;

    RefundController(RefundPayment refundPayment, FindPayments findPayments) {
        this.refundPayment = refundPayment;
        this.findPayments = findPayments;
    }

    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses({
        "404 payment_not_found",
        "409 over_refund",
        "409 not_refundable",
        "409 payment_disputed",
        "409 provider_refused",
        "503 provider_unavailable"
    })
    @Operation(summary = "Give back all or a part of what was paid")
    ResponseEntity<RefundBody> refund(
            @PathVariable UUID id,
            @Valid @RequestBody NewRefund body,
            KeyedRequest request,
            @AuthenticationPrincipal Caller caller) {
        var refund = refundPayment.refund(
                new RefundPayment.Command(
                        new PaymentId(id), body.amountMinor(), body.reason(), new UserId(caller.id())),
                new RefundPayment.Request() {
                    @Override
                    public RefundId claim() {
                        return new RefundId(request.claim().value());
                    }

                    @Override
                    public void answer(Refund refund) {
                        request.answer(created(refund));
                    }
                });
        return created(refund);
    }

    private static ResponseEntity<RefundBody> created(Refund refund) {
        return ResponseEntity.created(
                        URI.create("/api/payments/" + refund.payment().value() + "/refunds"))
                .body(RefundBody.of(refund));
    }

    @GetMapping
    @Refuses("404 payment_not_found")
    @Operation(summary = "The refunds of a payment")
    PageBody<RefundBody> list(@PathVariable UUID id, PageQuery query) {
        return findPayments.refunds(new PaymentId(id), query).map(RefundBody::of);
    }

    /** @param amountMinor in the payment's currency; without it all that is left */
    record NewRefund(
            @Nullable @Positive Long amountMinor,
            @NotBlank @Size(max = 500) @MultiLine String reason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RefundBody(
            UUID id,
            UUID paymentId,
            UUID orderId,
            Money amount,
            @Schema(implementation = RefundState.class) String status,
            String reason,
            @Nullable UUID requestedBy,
            @Nullable String failureCode,
            Instant createdAt) {

        static RefundBody of(Refund refund) {
            var requestedBy = refund.requestedBy();
            return new RefundBody(
                    refund.id().value(),
                    refund.payment().value(),
                    refund.order().value(),
                    refund.amount(),
                    refund.state().name(),
                    refund.reason(),
                    requestedBy == null ? null : requestedBy.value(),
                    refund.failureCode(),
                    refund.createdAt());
        }
    }
}
