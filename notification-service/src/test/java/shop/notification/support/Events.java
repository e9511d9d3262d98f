package shop.notification.support;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Map;
import java.util.UUID;
import shop.test.Contracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events as the other services publish them: the contracts' examples with ids of their own. */
public final class Events {

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private Events() {}

    public static UUID newId() {
        return IDS.generate();
    }

    /** An address that nobody has used before. */
    public static String emailOf(UUID user) {
        return "user-" + user + "@example.org";
    }

    public static ObjectNode userRegistered(UUID user) {
        return event(
                "user_registered",
                "user.registered.v1",
                user,
                Map.of("userId", user.toString(), "email", emailOf(user)));
    }

    public static ObjectNode orderPlaced(UUID order, UUID user) {
        return event(
                "order_placed",
                "order.placed.v1",
                order,
                Map.of("orderId", order.toString(), "userId", user.toString()));
    }

    public static ObjectNode orderStatus(UUID order, UUID user, String from, String to) {
        return event(
                "order_status",
                "order.status.v1",
                order,
                Map.of("orderId", order.toString(), "userId", user.toString(), "previousStatus", from, "status", to));
    }

    public static ObjectNode paymentStatus(UUID order, UUID user, String status) {
        return event(
                "payment_status",
                "payment.status.v1",
                order,
                Map.of("orderId", order.toString(), "userId", user.toString(), "status", status));
    }

    private static ObjectNode event(String topic, String type, UUID subject, Map<String, String> data) {
        var envelope = Contracts.example(topic, type);
        envelope.put("id", newId().toString());
        envelope.put("subject", subject.toString());
        var fields = (ObjectNode) envelope.get("data");
        data.forEach(fields::put);
        Contracts.assertValid(topic, envelope);
        return envelope;
    }

    /** The same fact, published again. */
    public static JsonNode copyOf(JsonNode envelope) {
        return JsonMapper.shared().readTree(envelope.toString());
    }
}
