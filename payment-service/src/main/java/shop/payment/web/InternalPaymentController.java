package shop.payment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.kernel.Money;
import shop.payment.application.FindPayments;
import shop.payment.domain.OrderId;
import shop.payment.domain.Refund;

/** For order-service, whose timelines say how an order was paid. */
@RestController
@RequestMapping("/internal/payments")
class InternalPaymentController {

    private final FindPayments findPayments;

    InternalPaymentController(FindPayments findPayments) {
        this.findPayments = findPayments;
    }

    @GetMapping("/orders/{orderId}")
    PaymentsBody ofOrder(@PathVariable UUID orderId) {
        return new PaymentsBody(findPayments.ofOrder(new OrderId(orderId)).stream()
                .map(AttemptBody::of)
                .toList());
    }

    record PaymentsBody(List<AttemptBody> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptBody(
            UUID paymentId,
            int attempt,
            String method,
            String status,
            Money amount,
            boolean disputed,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt,
            List<GivenBack> refunds) {

        static AttemptBody of(FindPayments.PaymentOfOrder found) {
            var payment = found.payment();
            return new AttemptBody(
                    payment.id().value(),
                    payment.attempt(),
                    payment.method().kind(),
                    PaymentBody.status(payment.state()),
                    payment.amount(),
                    payment.isDisputed(),
                    payment.failureCode(),
                    payment.createdAt(),
                    payment.changedAt(),
                    found.refunds().stream().map(GivenBack::of).toList());
        }
    }

    record GivenBack(UUID refundId, Money amount, String state, String reason, Instant createdAt) {

        static GivenBack of(Refund refund) {
            return new GivenBack(
                    refund.id().value(), refund.amount(), refund.state().name(), refund.reason(), refund.createdAt());
        }
    }
}
