package shop.notification.messaging;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.PaymentProgress;

/** Notifies customers of what becomes of their orders and payments, of a poll's worth of them at once. */
@Component
class OrderListener {

    private final CustomerNotifier notices;

    OrderListener(CustomerNotifier notices) {
        this.notices = notices;
    }

    @KafkaListener(
            id = "notification-service.order_placed",
            topics = "order_placed",
            containerFactory = EventBatches.FACTORY)
    void onPlaced(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        publish(records, "order.placed.v1", OrderListener::placed);
    }

    @KafkaListener(
            id = "notification-service.order_status",
            topics = "order_status",
            containerFactory = EventBatches.FACTORY)
    void onStatus(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        publish(records, "order.status.v1", OrderListener::status);
    }

    @KafkaListener(
            id = "notification-service.payment_status",
            topics = "payment_status",
            containerFactory = EventBatches.FACTORY)
    void onPayment(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        publish(records, "payment.status.v1", OrderListener::payment);
    }

    /** A type that was added after this service was built is passed over. */
    private void publish(
            List<ConsumerRecord<String, @Nullable IncomingEvent>> records,
            String type,
            Function<IncomingEvent, Optional<Notice>> notice) {
        EventBatches.handle(
                records,
                event -> event.type().equals(type),
                events -> notices.publish(events.stream()
                        .flatMap(event -> notice.apply(event).map(one -> one.within(event.traceparent())).stream())
                        .toList()));
    }

    private static Optional<Notice> placed(IncomingEvent event) {
        var data = event.dataAs(OrderPlaced.class);
        var lines = data.items().stream()
                .map(item -> new Notice.Line(item.name(), item.quantity(), item.lineTotal()))
                .toList();
        return Optional.of(Notice.ofOrder(
                event.id(),
                data.userId(),
                NoticeKind.ORDER_PLACED,
                data.placedAt(),
                data.orderId(),
                data.total(),
                lines,
                new Notice.OrderDetails(data.number(), data.reservationExpiresAt(), null, data.shippingAddress())));
    }

    private static Optional<Notice> status(IncomingEvent event) {
        var data = event.dataAs(OrderStatusChanged.class);
        return data.kind()
                .map(kind -> Notice.ofOrder(
                        event.id(),
                        data.userId(),
                        kind,
                        data.changedAt(),
                        data.orderId(),
                        data.total(),
                        List.of(),
                        new Notice.OrderDetails(
                                data.number(),
                                kind == NoticeKind.ORDER_PAYABLE ? data.reservationExpiresAt() : null,
                                PaymentProgress.of(data.paymentStatus()),
                                null)));
    }

    private static Optional<Notice> payment(IncomingEvent event) {
        var data = event.dataAs(PaymentStatusChanged.class);
        return data.kind()
                .map(kind -> Notice.ofOrder(
                        event.id(),
                        data.userId(),
                        kind,
                        data.changedAt(),
                        data.orderId(),
                        data.noticeAmount(),
                        List.of(),
                        Notice.OrderDetails.numbered(null)));
    }
}
