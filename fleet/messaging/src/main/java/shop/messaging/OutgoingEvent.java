package shop.messaging;

import java.util.UUID;

/**
 * A fact to tell the fleet. The outbox adds the CloudEvents attributes that are the same for all: id, source, time, traceparent.
 *
 * @param topic the Kafka topic, for example {@code order_status}
 * @param type the message type with its version, for example {@code order.status.v1}
 * @param subject the aggregate it is about; also the record's key, so facts of one aggregate stay in order
 * @param aggregateVersion strictly rising per subject, from 1
 * @param data what is told; written as JSON, so a record of plain values
 */
public record OutgoingEvent(String topic, String type, UUID subject, long aggregateVersion, Object data) {}
