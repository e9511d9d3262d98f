package shop.notification.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.notification.delivery.Channel;
import shop.notification.delivery.Deliveries;
import shop.notification.delivery.Delivery;
import shop.notification.delivery.DeliveryState;
import shop.notification.message.Message;
import shop.notification.message.Messages;
import shop.notification.notice.NoticeKind;

/** For order-service's timeline: what a customer was notified of about an order and by what ways, without names, addresses and words. */
@RestController
@RequestMapping("/internal/notifications")
class OrderNoticesController {

    private final Messages messages;
    private final Deliveries deliveries;

    OrderNoticesController(Messages messages, Deliveries deliveries) {
        this.messages = messages;
        this.deliveries = deliveries;
    }

    @GetMapping("/orders/{orderId}")
    OrderNotices ofOrder(@PathVariable UUID orderId) {
        var sent = messages.ofOrder(orderId);
        var byEvent = deliveries.of(sent.stream().map(Message::id).toList()).stream()
                .collect(Collectors.groupingBy(Delivery::eventId));
        return new OrderNotices(sent.stream()
                .map(message -> new OrderNotice(
                        message.kind(),
                        message.createdAt(),
                        byEvent.getOrDefault(message.id(), List.of()).stream()
                                .map(OrderNoticeDelivery::of)
                                .toList()))
                .toList());
    }

    record OrderNotices(List<OrderNotice> items) {}

    record OrderNotice(NoticeKind kind, Instant createdAt, List<OrderNoticeDelivery> deliveries) {}

    record OrderNoticeDelivery(
            Channel channel,
            DeliveryState state,
            int attempts,
            @Nullable Instant endedAt) {

        static OrderNoticeDelivery of(Delivery delivery) {
            return new OrderNoticeDelivery(
                    delivery.channel(), delivery.state(), delivery.attempts(), delivery.finishedAt());
        }
    }
}
