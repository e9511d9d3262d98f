package shop.payment.web;

import io.swagger.v3.oas.annotations.Operation;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.payment.application.FindPayments;
import shop.payment.domain.Dispute;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@RestController
class DisputeController {

    private final FindPayments findPayments;

    DisputeController(FindPayments findPayments) {
        this.findPayments = findPayments;
    }

    @GetMapping("/api/admin/disputes")
    @Operation(
            summary = "The disputes that the bank has not decided yet, the one whose evidence is due first comes first")
    PageBody<OpenDispute> open(PageQuery query) {
        return findPayments.openDisputes(query).map(OpenDispute::of);
    }

    /** A dispute, and what it is about. */
    record OpenDispute(UUID orderId, UUID paymentId, PaymentBody.DisputeBody dispute) {

        static OpenDispute of(Dispute dispute) {
            return new OpenDispute(
                    dispute.order().value(), dispute.payment().value(), PaymentBody.DisputeBody.of(dispute));
        }
    }
}
