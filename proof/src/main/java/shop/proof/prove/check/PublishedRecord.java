package shop.proof.prove.check;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A record of a topic.
 *
 * @param id the event's; empty if the record is no event
 * @param subject the id of the aggregate that it is about
 * @param version of the aggregate
 * @param event the whole envelope; missing if it cannot be read
 */
record PublishedRecord(
        String topic,
        int partition,
        long offset,
        Instant at,
        String key,
        String id,
        String type,
        String subject,
        long version,
        JsonNode event) {

    boolean isReadable() {
        return !(event instanceof MissingNode) && !id.isEmpty();
    }

    JsonNode data() {
        return event.path("data");
    }

    String text(String field) {
        return data().path(field).asString("");
    }

    PoisonedRecord position() {
        return new PoisonedRecord(topic, partition, offset);
    }

    String place() {
        return position().place();
    }
}
