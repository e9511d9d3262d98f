package shop.product.messaging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.product.recommendation.OrderHistory;
import shop.product.recommendation.OrderHistory.OrderVersion;

/** Learns what is bought together. Either topic says all of it, so that nothing depends on which event comes first. */
@Component
class OrderListener {

    private static final String PLACED_TYPE = "order.placed.v1";
    private static final String STATUS_TYPE = "order.status.v1";

    private final OrderHistory history;

    OrderListener(OrderHistory history) {
        this.history = history;
    }

    @KafkaListener(
            id = "product-service.order_placed",
            topics = "order_placed",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void onPlaced(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, PLACED_TYPE, this::record);
    }

    @KafkaListener(
            id = "product-service.order_status",
            topics = "order_status",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void onStatus(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, STATUS_TYPE, this::record);
    }

    private void record(List<IncomingEvent> events) {
        history.record(events.stream().map(OrderListener::version).toList());
    }

    private static OrderVersion version(IncomingEvent event) {
        var order = event.dataAs(OrderEvent.class);
        return new OrderVersion(
                order.orderId(),
                order.userId(),
                order.items().stream().map(Item::productId).collect(Collectors.toCollection(LinkedHashSet::new)),
                event.aggregateVersion(),
                order.counts(),
                event.time());
    }

    /**
     * What this service reads of both messages.
     *
     * @param status missing in that of a new order
     */
    record OrderEvent(UUID orderId, UUID userId, @Nullable String status, List<Item> items) {

        OrderEvent {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(userId, "userId");
            items = List.copyOf(items);
        }

        boolean counts() {
            return !"CANCELLED".equals(status) && !"EXPIRED".equals(status);
        }
    }

    record Item(UUID productId) {

        Item {
            Objects.requireNonNull(productId, "productId");
        }
    }
}
