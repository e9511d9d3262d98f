package shop.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ConsumerAwareRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import shop.jobs.failure.Causes;

/**
 * Puts a record that nobody can handle on {@code <topic>-dlt}: same key, the original bytes, and in spring-kafka's own headers where it
 * came from, which consumer failed and why.
 *
 * <p>While the dead letter cannot be written, the record is not passed over: it is tried again, its partition waits, and the log and the
 * metric {@code shop.listener.dead.letter.failures} call for help.
 */
public final class DeadLetters implements ConsumerAwareRecordRecoverer {

    /** Of the name of a topic for dead letters, behind the name of the topic that they come from. */
    public static final String SUFFIX = "-dlt";

    /** Why the record could not be handled, in one line. */
    public static final String CAUSE = "shop_cause";

    /** Says how many bytes the original has; there only if the dead letter holds just their beginning. */
    public static final String ORIGINAL_SIZE = "shop_original-size";

    private static final int KEPT_OF_A_TOO_LARGE_VALUE = 64 * 1024;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final DeadLetterPublishingRecoverer whole;
    private final DeadLetterPublishingRecoverer beginning;
    private final MeterRegistry registry;
    private final Counter failures;

    DeadLetters(KafkaOperations<Object, Object> kafka, MeterRegistry registry) {
        this.whole = new DeadLetterPublishingRecoverer(kafka, DeadLetters::destination);
        this.beginning = new Beginning(kafka);
        for (var recoverer : new DeadLetterPublishingRecoverer[] {whole, beginning}) {
            // The trace is in the log; in the record it would only bring a large one over the broker's limit.
            recoverer.excludeHeader(HeadersToAdd.EX_STACKTRACE);
            recoverer.addHeadersFunction(DeadLetters::cause);
        }
        this.registry = registry;
        this.failures = Counter.builder("shop.listener.dead.letter.failures")
                .description("Vain attempts to write a dead letter; its partition waits meanwhile")
                .register(registry);
    }

    @Override
    public void accept(ConsumerRecord<?, ?> message, @Nullable Consumer<?, ?> consumer, @Nullable Exception failure) {
        if (ReplayTargetFilter.isForAnother(message)) {
            // Not even readable, so nobody could pass it over before; it is for another group to fail with.
            return;
        }
        var cause = failure == null ? new IllegalStateException("no reason given") : ofTheRecord(failure);
        try {
            publish(message, consumer, cause);
        } catch (RuntimeException failed) {
            failures.increment();
            LOG.error(
                    "{}-{}@{} cannot be handled, and its dead letter cannot be written: the partition waits",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    failed);
            // Whatever refused it at once would do so again at once.
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            throw failed;
        }
        Counter.builder("shop.listener.dead.letters")
                .description("Records that went to a dead-letter topic")
                .tag("topic", message.topic())
                .register(registry)
                .increment();
        LOG.error(
                "{}-{}@{} went to {}{}",
                message.topic(),
                message.partition(),
                message.offset(),
                message.topic(),
                SUFFIX,
                cause);
    }

    private void publish(ConsumerRecord<?, ?> message, @Nullable Consumer<?, ?> consumer, Exception cause) {
        try {
            whole.accept(message, consumer, cause);
        } catch (RuntimeException failed) {
            if (!Causes.any(failed, Set.of(RecordTooLargeException.class))) {
                throw failed;
            }
            beginning.accept(message, consumer, cause);
        }
    }

    /** Without what names the record within its batch, so that a dead letter has the same cause however its listener consumes. */
    private static Exception ofTheRecord(Exception failure) {
        return failure instanceof ListenerExecutionFailedException inListener
                        && inListener.getCause() instanceof BatchListenerFailedException inBatch
                        && inBatch.getCause() != null
                ? new ListenerExecutionFailedException(
                        String.valueOf(failure.getMessage()), inListener.getGroupId(), inBatch.getCause())
                : failure;
    }

    /** Without what spring-kafka wraps around it: its own headers only say that a record could not be deserialized. */
    private static Headers cause(ConsumerRecord<?, ?> message, Exception failure) {
        return new RecordHeaders().add(CAUSE, ListenerErrors.describe(failure).getBytes(StandardCharsets.UTF_8));
    }

    /** Without a partition: the key decides, and the dead-letter topic may have fewer of them. */
    private static TopicPartition destination(ConsumerRecord<?, ?> message, Exception cause) {
        return new TopicPartition(message.topic() + SUFFIX, -1);
    }

    /** A record that fits its topic but, with the headers of a dead letter, no longer its dead-letter topic. */
    private static final class Beginning extends DeadLetterPublishingRecoverer {

        Beginning(KafkaOperations<Object, Object> kafka) {
            super(kafka, DeadLetters::destination);
        }

        @Override
        protected ProducerRecord<Object, Object> createProducerRecord(
                ConsumerRecord<?, ?> message,
                TopicPartition destination,
                Headers headers,
                byte @Nullable [] key,
                byte @Nullable [] value) {
            var letter = super.createProducerRecord(message, destination, headers, key, value);
            var bytes = bytes(letter.value());
            letter.headers().add(ORIGINAL_SIZE, String.valueOf(bytes.length).getBytes(StandardCharsets.UTF_8));
            return new ProducerRecord<>(
                    letter.topic(),
                    letter.partition(),
                    letter.key(),
                    Arrays.copyOf(bytes, Math.min(bytes.length, KEPT_OF_A_TOO_LARGE_VALUE)),
                    letter.headers());
        }

        private static byte[] bytes(@Nullable Object value) {
            return switch (value) {
                case IncomingEvent event -> event.original();
                case byte[] bytes -> bytes;
                case null, default -> new byte[0];
            };
        }
    }
}
