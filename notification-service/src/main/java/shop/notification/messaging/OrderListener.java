package shop.notification.messaging;

import java.util.List;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.IncomingEvent;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;

/** Tells customers what becomes of their orders and payments. */
@Component
class OrderListener {

    private final CustomerNotices notices;

    OrderListener(CustomerNotices notices) {
        this.notices = notices;
    }

    @KafkaListener(id = "notification-service.order_placed", topics = "order_placed")
    void onPlaced(IncomingEvent event) {
        switch (event.type()) {
            case "order.placed.v1" -> {
                var data = event.dataAs(OrderPlaced.class);
                var lines = data.items().stream()
                        .map(item -> new Notice.Line(item.name(), item.quantity(), item.lineTotal()))
                        .toList();
                notices.tell(Notice.ofOrder(
                        event.id(),
                        data.userId(),
                        NoticeKind.ORDER_PLACED,
                        data.placedAt(),
                        data.orderId(),
                        data.total(),
                        lines));
            }
            default -> {} // a type added after this service was built
        }
    }

    @KafkaListener(id = "notification-service.order_status", topics = "order_status")
    void onStatus(IncomingEvent event) {
        switch (event.type()) {
            case "order.status.v1" -> {
                var data = event.dataAs(OrderStatusChanged.class);
                data.kind()
                        .ifPresent(kind -> notices.tell(Notice.ofOrder(
                                event.id(),
                                data.userId(),
                                kind,
                                data.changedAt(),
                                data.orderId(),
                                data.total(),
                                List.of())));
            }
            default -> {} // a type added after this service was built
        }
    }

    @KafkaListener(id = "notification-service.payment_status", topics = "payment_status")
    void onPayment(IncomingEvent event) {
        switch (event.type()) {
            case "payment.status.v1" -> {
                var data = event.dataAs(PaymentStatusChanged.class);
                data.kind()
                        .ifPresent(kind -> notices.tell(Notice.ofOrder(
                                event.id(),
                                data.userId(),
                                kind,
                                data.changedAt(),
                                data.orderId(),
                                data.told(),
                                List.of())));
            }
            default -> {} // a type added after this service was built
        }
    }
}
