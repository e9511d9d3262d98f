package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.order.domain.FulfillmentStatus;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;

/** The steps of one order, the oldest first; the owner sees what happened, an admin also by whom. */
record TimelineBody(List<Step> items) {

    static TimelineBody of(List<OrderStep> steps, boolean full) {
        return new TimelineBody(steps.stream().map(step -> Step.of(step, full)).toList());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            Instant at,
            @Schema(implementation = OrderStatus.class) String status,
            @Schema(implementation = PaymentStatus.class) String paymentStatus,

            @Schema(implementation = FulfillmentStatus.class)
            String fulfillmentStatus,

            @Nullable String reason,
            @Nullable Long version,

            @Schema(implementation = OrderStatus.class) @Nullable String previousStatus,

            @Nullable String actor,
            @Nullable UUID actorId) {

        static Step of(OrderStep step, boolean full) {
            return new Step(
                    step.at(),
                    step.status().name(),
                    step.payment().name(),
                    step.fulfillment().name(),
                    step.reason(),
                    full ? step.version() : null,
                    full ? step.previous().name() : null,
                    full ? step.by().kind().name() : null,
                    full ? step.by().id() : null);
        }
    }
}
