package shop.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to publish to the fleet. The outbox adds the CloudEvents attributes that are the same for all: id, source, time, traceparent.
 *
 * @param topic the Kafka topic, for example {@code order_status}
 * @param type the message type with its version, for example {@code order.status.v1}
 * @param subject the aggregate it is about; also the record's key, so facts of one aggregate stay in order
 * @param aggregateVersion strictly rising per subject, from 1
 * @param data what is published; written as a JSON object, so a record of plain values
 */
public record OutgoingEvent(String topic, String type, UUID subject, long aggregateVersion, Object data) {

    public OutgoingEvent {
        if (aggregateVersion < 1) {
            throw new IllegalArgumentException(
                    "aggregateVersion of " + type + " is " + aggregateVersion + ", expected 1 or more");
        }
    }

    /**
     * The CloudEvents envelope as it goes over the wire, for producers' contract tests and for what makes outboxes.
     *
     * @param source who publishes it, for example {@code /order-service}
     * @param traceparent left out if null
     */
    public String envelope(UUID id, String source, Instant time, @Nullable String traceparent) {
        var content = EventJson.MAPPER.valueToTree(data);
        if (!content.isObject()) {
            throw new IllegalArgumentException("data of " + type + " is no JSON object but " + content.getNodeType());
        }
        var envelope = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("type", type)
                .put("source", source)
                .put("time", time.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("subject", subject.toString())
                .put("dataschema", "urn:shopfleet:" + type)
                .put("datacontenttype", "application/json")
                .put("aggregateversion", aggregateVersion);
        if (traceparent != null) {
            envelope.put("traceparent", traceparent);
        }
        return envelope.set("data", content).toString();
    }
}
