package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.paging.Paged;
import shop.http.text.MultiLine;
import shop.http.version.ETags;
import shop.kernel.Money;
import shop.order.application.ReviewRisk;
import shop.order.application.RiskReviews;
import shop.order.application.Viewer;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

/** Where staff decide about orders on hold. */
@RestController
@RequestMapping("/api/admin/risk-reviews")
class RiskReviewController {

    private final ReviewRisk reviewRisk;

    RiskReviewController(ReviewRisk reviewRisk) {
        this.reviewRisk = reviewRisk;
    }

    @GetMapping
    @Operation(summary = "The orders on hold, with what was found about them")
    PageBody<ReviewBody> list(@Paged(sort = "heldSince", by = "heldSince,asc", cursor = true) PageQuery query) {
        return reviewRisk.page(query).map(review -> ReviewBody.of(review, reviewRisk.decideUntil(review.heldSince())));
    }

    @PostMapping("/{orderId}/decision")
    @Refuses({"404 order_not_found", "409 order_not_on_hold"})
    @Operation(summary = "Let an order on hold go on, or cancel it and give back what was paid")
    ResponseEntity<OrderBody> decide(
            @PathVariable UUID orderId, @Valid @RequestBody Decision body, @AuthenticationPrincipal Caller caller) {
        var viewer = new Viewer(caller.id(), caller.isAdmin());
        var order =
                reviewRisk.decide(new OrderId(orderId), viewer, body.decision().toDecision(), body.reason());
        return ETags.okForCaller(order.version(), OrderBody.of(order, viewer));
    }

    /**
     * What staff say.
     *
     * @param reason for staff; the customer does not see it
     */
    @Schema(name = "RiskDecision")
    record Decision(
            @NotNull Verdict decision,
            @NotBlank @Size(max = 500) @MultiLine String reason) {}

    enum Verdict {
        @JsonProperty("approve")
        APPROVE,
        @JsonProperty("reject")
        REJECT;

        private ReviewRisk.Decision toDecision() {
            return switch (this) {
                case APPROVE -> ReviewRisk.Decision.APPROVE;
                case REJECT -> ReviewRisk.Decision.REJECT;
            };
        }
    }

    /**
     * An order on hold.
     *
     * @param resumes what it becomes when it is approved
     * @param decideUntil when it is cancelled if nobody has decided
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RiskReview")
    record ReviewBody(
            UUID orderId,
            String number,
            UUID userId,
            @Schema(implementation = OrderStatus.class) String resumes,
            Money total,
            Instant heldSince,
            Instant decideUntil,
            @Nullable RiskBody risk) {

        static ReviewBody of(RiskReviews.Review review, Instant decideUntil) {
            var assessment = review.assessment();
            return new ReviewBody(
                    review.order().value(),
                    review.number().value(),
                    review.customer().value(),
                    review.resumes().name(),
                    review.total(),
                    review.heldSince(),
                    decideUntil,
                    assessment == null ? null : RiskBody.of(assessment));
        }
    }
}
