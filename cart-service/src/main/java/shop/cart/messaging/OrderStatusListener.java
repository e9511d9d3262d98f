package shop.cart.messaging;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.cart.cart.Carts;
import shop.events.EventBatches;
import shop.events.IncomingEvent;

/** Empties a cart of what was paid for. An order that is only placed, or fails, or is cancelled, leaves the cart alone. */
@Component
class OrderStatusListener {

    private final Carts carts;

    OrderStatusListener(Carts carts) {
        this.carts = carts;
    }

    @KafkaListener(id = "cart-service.order_status", topics = "order_status", containerFactory = EventBatches.FACTORY)
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals("order.status.v1"),
                events -> EventBatches.forEach(events, this::takeOutPaid));
    }

    /** A cart is a document of its own and knows the orders that were taken out of it: one that comes again changes nothing. */
    private void takeOutPaid(IncomingEvent event) {
        var order = event.dataAs(OrderStatus.class);
        if (order.status().equals("CONFIRMED")) {
            carts.takeOutPaid(
                    order.userId(),
                    event.subject(),
                    order.items().stream().collect(Collectors.toMap(Item::productId, Item::quantity, Math::addExact)));
        }
    }

    /** What this service reads of the message. */
    record OrderStatus(UUID userId, String status, List<Item> items) {

        OrderStatus {
            Objects.requireNonNull(userId, "userId");
            Objects.requireNonNull(status, "status");
            items = List.copyOf(items);
        }
    }

    record Item(UUID productId, int quantity) {

        Item {
            Objects.requireNonNull(productId, "productId");
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity: " + quantity + " (expected: >= 1)");
            }
        }
    }
}
