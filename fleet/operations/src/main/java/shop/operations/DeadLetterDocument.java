package shop.operations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A dead letter as it is kept.
 *
 * @param id made of the record's coordinates, so that one that is read twice is kept once; it begins with the time, as every id
 * @param topic where the record came from
 * @param size of the record's content, also where only its beginning is here
 * @param payload what went to the dead letters; null if that was nothing, or once it is discarded
 * @param leasedUntil until when a replay that has begun is left alone
 * @param revision rises with each change; a change is made only to the revision that was read
 */
@Document("dead_letters")
record DeadLetterDocument(
        @Id UUID id,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable String consumerGroup,
        @Nullable String exception,
        @Nullable String cause,
        Instant failedAt,
        int size,
        @Nullable Binary payload,
        List<DeadLetterContent.Header> headers,
        DeadLetterState state,
        @Nullable Instant leasedUntil,
        long revision,
        List<DeadLetter.Action> actions) {

    DeadLetter deadLetter() {
        return new DeadLetter(
                id, topic, partition, offset, key, consumerGroup, exception, failedAt, size, state, actions);
    }

    DeadLetterContent content() {
        return new DeadLetterContent(
                deadLetter(), cause, headers, payload == null ? null : DeadLetterText.payload(payload.getData(), size));
    }

    boolean isWhole() {
        return payload != null && payload.length() == size;
    }
}
