package shop.broken.web;

import org.springframework.kafka.annotation.KafkaListener;

/** Consumes a topic without having the rights. */
public class UnknownListener {

    @KafkaListener(id = "cart-service.cart_changed", topics = "cart_changed")
    public void on(String event) {
        throw new IllegalStateException(event);
    }
}
