package shop.order.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import shop.order.application.StepLog;
import shop.order.domain.FulfillmentStatus;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;

/**
 * One step of an order, as a live update.
 *
 * @param id where to go on: what {@code Last-Event-ID} or {@code lastEventId} has to be to receive what came after
 * @param version the order's after the step
 */
record LiveMessage(
        String id,
        UUID orderId,
        String number,
        @Schema(implementation = OrderStatus.class) String status,
        @Schema(implementation = OrderStatus.class) String previousStatus,
        @Schema(implementation = PaymentStatus.class) String paymentStatus,
        @Schema(implementation = FulfillmentStatus.class) String fulfillmentStatus,
        long version,
        Instant changedAt) {

    static LiveMessage of(StepLog.Entry entry) {
        var step = entry.step();
        return new LiveMessage(
                Long.toString(entry.position()),
                entry.order().value(),
                entry.number().value(),
                step.status().name(),
                step.previous().name(),
                step.payment().name(),
                step.fulfillment().name(),
                step.version(),
                step.at());
    }
}
