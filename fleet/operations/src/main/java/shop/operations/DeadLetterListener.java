package shop.operations;

import com.fasterxml.uuid.impl.UUIDUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.KafkaHeaders;
import shop.events.DeadLetters;

/** Reads all dead-letter topics into the store that administrators read. */
class DeadLetterListener {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterListener.class);

    private static final int MOST_HEADERS = 50;
    /** Kept in fields of their own or, the messages of exceptions, not at all: they repeat what a record says. */
    private static final Set<String> NOT_SHOWN = Set.of(
            KafkaHeaders.DLT_ORIGINAL_TOPIC,
            KafkaHeaders.DLT_ORIGINAL_PARTITION,
            KafkaHeaders.DLT_ORIGINAL_OFFSET,
            KafkaHeaders.DLT_ORIGINAL_TIMESTAMP,
            KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP,
            KafkaHeaders.DLT_EXCEPTION_FQCN,
            KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN,
            KafkaHeaders.DLT_EXCEPTION_MESSAGE,
            KafkaHeaders.DLT_EXCEPTION_STACKTRACE,
            DeadLetters.CAUSE);

    private final DeadLetterRepository repository;

    DeadLetterListener(DeadLetterRepository repository) {
        this.repository = repository;
    }

    /** The group as it was always called: under another name it would read all of them again, and have no right to (access.txt). */
    @KafkaListener(
            id = "notification-service.dead-letters",
            topicPattern = "[A-Za-z0-9_.]+" + DeadLetters.SUFFIX,
            containerFactory = OperationsAutoConfiguration.DEAD_LETTERS)
    void on(ConsumerRecord<String, byte @Nullable []> letter) {
        try {
            repository.keep(read(letter));
        } catch (RuntimeException failed) {
            // Without the exception's words, which may repeat the letter's. It is tried again until it is kept.
            log.warn(
                    "Cannot keep dead letter {}-{}@{}: {}",
                    letter.topic(),
                    letter.partition(),
                    letter.offset(),
                    failed.getClass().getSimpleName());
            throw failed;
        }
    }

    static DeadLetterDocument read(ConsumerRecord<String, byte @Nullable []> letter) {
        var payload = letter.value();
        var length = payload == null ? 0 : payload.length;
        return new DeadLetterDocument(
                id(letter),
                text(letter, KafkaHeaders.DLT_ORIGINAL_TOPIC)
                        .orElseGet(() ->
                                letter.topic().substring(0, letter.topic().length() - DeadLetters.SUFFIX.length())),
                number(letter, KafkaHeaders.DLT_ORIGINAL_PARTITION, Integer.BYTES)
                        .map(ByteBuffer::getInt)
                        .orElse(-1),
                number(letter, KafkaHeaders.DLT_ORIGINAL_OFFSET, Long.BYTES)
                        .map(ByteBuffer::getLong)
                        .orElse(-1L),
                letter.key(),
                text(letter, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP).orElse(null),
                text(letter, KafkaHeaders.DLT_EXCEPTION_CAUSE_FQCN)
                        .or(() -> text(letter, KafkaHeaders.DLT_EXCEPTION_FQCN))
                        .orElse(null),
                text(letter, DeadLetters.CAUSE).orElse(null),
                Instant.ofEpochMilli(letter.timestamp()),
                Math.max(length, originalSize(letter)),
                payload == null ? null : new Binary(payload),
                headers(letter),
                DeadLetterState.OPEN,
                null,
                1,
                List.of());
    }

    private static int originalSize(ConsumerRecord<?, ?> letter) {
        try {
            return text(letter, DeadLetters.ORIGINAL_SIZE)
                    .map(Integer::parseInt)
                    .orElse(0);
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }

    private static List<DeadLetterContent.Header> headers(ConsumerRecord<?, ?> letter) {
        var shown = new ArrayList<DeadLetterContent.Header>();
        for (var header : letter.headers()) {
            if (shown.size() < MOST_HEADERS && header.value() != null && !NOT_SHOWN.contains(header.key())) {
                shown.add(new DeadLetterContent.Header(header.key(), DeadLetterText.header(header.value())));
            }
        }
        return shown;
    }

    private static Optional<byte[]> bytes(ConsumerRecord<?, ?> letter, String header) {
        return Optional.ofNullable(letter.headers().lastHeader(header)).map(found -> found.value());
    }

    private static Optional<String> text(ConsumerRecord<?, ?> letter, String header) {
        return bytes(letter, header).map(DeadLetterText::header);
    }

    /** What has another size was not written by spring-kafka. */
    private static Optional<ByteBuffer> number(ConsumerRecord<?, ?> letter, String header, int size) {
        return bytes(letter, header).filter(value -> value.length == size).map(ByteBuffer::wrap);
    }

    /** A UUIDv7 of the record's own time and coordinates: the same record has the same one, whoever reads it and however often. */
    static UUID id(ConsumerRecord<?, ?> letter) {
        var coordinates = letter.topic() + '/' + letter.partition() + '/' + letter.offset();
        try {
            var bytes = MessageDigest.getInstance("SHA-256").digest(coordinates.getBytes(StandardCharsets.UTF_8));
            var time = letter.timestamp();
            for (var place = 5; place >= 0; place--) {
                bytes[place] = (byte) time;
                time >>= Byte.SIZE;
            }
            bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x70);
            bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
            return UUIDUtil.uuid(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }
}
