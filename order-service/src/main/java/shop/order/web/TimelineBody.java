package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.application.GetOrderTimeline;
import shop.order.application.OrderHistory;
import shop.order.application.RecordPositions;
import shop.order.domain.FulfillmentStatus;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;

/**
 * What happened to one order, the oldest first. The owner sees the steps; an admin also by whom, and everything else.
 *
 * @param events where Kafka has the events that were published and consumed about the order
 * @param payments the attempts to pay, from payment-service
 * @param notifications the messages to the customer, from notification-service
 * @param unavailable the services whose part is missing because they do not answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TimelineBody(
        List<Step> items,
        @Nullable List<Event> events,
        @Nullable List<Payment> payments,
        @Nullable List<Notification> notifications,
        @Nullable List<String> unavailable) {

    static TimelineBody ofSteps(List<OrderStep> steps) {
        return new TimelineBody(steps.stream().map(step -> Step.of(step, false)).toList(), null, null, null, null);
    }

    static TimelineBody of(GetOrderTimeline.Timeline timeline) {
        return new TimelineBody(
                timeline.steps().stream().map(step -> Step.of(step, true)).toList(),
                timeline.events().stream().map(Event::of).toList(),
                timeline.payments().stream().map(Payment::of).toList(),
                timeline.notifications().stream().map(Notification::of).toList(),
                timeline.unavailable());
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
            @Nullable UUID actorId,
            @Nullable String note) {

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
                    full ? step.by().id() : null,
                    full ? step.note() : null);
        }
    }

    record Event(Instant at, String topic, int partition, long offset, UUID eventId, String type, long version) {
        static Event of(RecordPositions.RecordPosition position) {
            return new Event(
                    position.publishedAt(),
                    position.topic(),
                    position.partition(),
                    position.offset(),
                    position.event(),
                    position.type(),
                    position.version());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Payment(
            UUID paymentId,
            int attempt,
            String method,
            String status,
            Money amount,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt,
            List<Refund> refunds) {

        static Payment of(OrderHistory.Payment payment) {
            return new Payment(
                    payment.paymentId(),
                    payment.attempt(),
                    payment.method(),
                    payment.status(),
                    payment.amount(),
                    payment.failureCode(),
                    payment.createdAt(),
                    payment.changedAt(),
                    payment.refunds().stream().map(Refund::of).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refund(
            UUID refundId,
            Money amount,
            String state,
            @Nullable String reason,
            Instant createdAt) {
        static Refund of(OrderHistory.Refund refund) {
            return new Refund(refund.refundId(), refund.amount(), refund.state(), refund.reason(), refund.createdAt());
        }
    }

    record Notification(String kind, Instant createdAt, List<Delivery> deliveries) {
        static Notification of(OrderHistory.Notification notification) {
            return new Notification(
                    notification.kind(),
                    notification.createdAt(),
                    notification.deliveries().stream().map(Delivery::of).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delivery(
            String channel,
            String state,
            int attempts,
            @Nullable Instant endedAt) {
        static Delivery of(OrderHistory.Delivery delivery) {
            return new Delivery(delivery.channel(), delivery.state(), delivery.attempts(), delivery.endedAt());
        }
    }
}
