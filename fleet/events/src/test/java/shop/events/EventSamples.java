package shop.events;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

/** Events to publish and envelopes to consume. */
final class EventSamples {

    static final String TOPIC = "order_status";
    static final String TYPE = "order.status.v1";

    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    private EventSamples() {}

    static UUID newId() {
        return IDS.generate();
    }

    static OutgoingEvent status(UUID order, long version) {
        return status(TOPIC, order, version);
    }

    static OutgoingEvent status(String topic, UUID order, long version) {
        var data = (ObjectNode) Contracts.example(TOPIC, TYPE).get("data");
        return new OutgoingEvent(topic, TYPE, order, version, data.put("orderId", order.toString()));
    }

    static PendingEvent pending(String topic, UUID key, long version) {
        return new PendingEvent(newId(), topic, key, "%s/%d".formatted(key, version));
    }

    /** A payment status as payment-service would publish it, with an id of its own. */
    static ObjectNode paymentStatus() {
        var order = newId().toString();
        var envelope = Contracts.example("payment_status", "payment.status.v1");
        return envelope.put("id", newId().toString()).put("subject", order);
    }
}
