package shop.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages so that those of one chain reach Kafka in their order even if a send fails: the next one leaves only when the one before
 * it is acknowledged, and a failure ends its chain. Different chains travel side by side.
 *
 * <p>That rule alone, kept by every relay, means that the first appearance of a message on its topic comes after the first appearance of
 * all before it, whatever is sent twice, by a relay that died after its send or by two that believe to hold the same lock.
 */
final class OrderedSending {

    /** What Kafka can never take, however often it is sent. */
    private static final Set<Class<? extends Throwable>> HOPELESS = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            InvalidTopicException.class);

    /** Far beyond the producer's own delivery time-out: the guard against a client that never answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventSender sender;

    OrderedSending(EventSender sender) {
        this.sender = sender;
    }

    /** Whether Kafka will never take it, however often it is sent. */
    static boolean isPermanent(Throwable failure) {
        return Causes.any(failure, HOPELESS);
    }

    /** A message and the chain in which it has its place. */
    interface Message {

        Object chain();

        PendingEvent event();
    }

    /**
     * @param acknowledged what Kafka has, and where
     * @param hopeless what Kafka will never take, with its reason; the chain went on behind it
     * @param failed what should be tried again later, with its reason; the rest of its chain was not sent
     */
    record Outcome<M extends Message>(
            Map<M, RecordPosition> acknowledged, Map<M, Throwable> hopeless, Map<M, Throwable> failed) {

        /** One line for the log however many sends failed: in an outage they all fail for one reason. */
        String complaint() {
            return failed.size() + " sends failed, the first one with "
                    + Causes.innermost(failed.values().iterator().next());
        }
    }

    private record Answer<M extends Message>(
            M message,
            Deque<M> rest,
            @Nullable RecordPosition position,
            @Nullable Throwable failure) {}

    <M extends Message> Outcome<M> send(List<M> messages) {
        return new Run<M>().run(messages);
    }

    private final class Run<M extends Message> {

        private final BlockingQueue<Answer<M>> answers = new LinkedBlockingQueue<>();
        private final Set<String> unreachable = new HashSet<>();
        private final Outcome<M> outcome =
                new Outcome<>(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        private int inFlight;

        Outcome<M> run(List<M> messages) {
            var chains = new LinkedHashMap<Object, Deque<M>>();
            for (var message : messages) {
                chains.computeIfAbsent(message.chain(), _ -> new ArrayDeque<>()).add(message);
            }
            chains.values().forEach(this::sendNextOf);
            while (inFlight > 0) {
                take(nextAnswer());
            }
            return outcome;
        }

        private void sendNextOf(Deque<M> chain) {
            var message = chain.poll();
            if (message == null || unreachable.contains(message.event().topic())) {
                return;
            }
            var event = message.event();
            var sending = sender.send(event.topic(), event.key(), event.envelope());
            inFlight++;
            if (sending.isCompletedExceptionally()
                    && Causes.any(sending.exceptionNow(), Set.of(TimeoutException.class))) {
                // The client has just waited in vain for this topic's metadata; it would do so again for each further
                // key.
                unreachable.add(event.topic());
            }
            // Answers come on the producer's I/O thread, which must not be held up: this thread alone decides what is
            // sent next.
            var _ = sending.whenComplete(
                    (position, failure) -> answers.add(new Answer<>(message, chain, position, failure)));
        }

        private void take(Answer<M> answer) {
            inFlight--;
            var position = answer.position();
            if (position != null) {
                outcome.acknowledged().put(answer.message(), position);
                sendNextOf(answer.rest());
                return;
            }
            var failure = Objects.requireNonNull(answer.failure(), "neither a position nor a failure");
            if (isPermanent(failure)) {
                outcome.hopeless().put(answer.message(), failure);
                sendNextOf(answer.rest());
            } else {
                outcome.failed().put(answer.message(), failure);
            }
        }

        private Answer<M> nextAnswer() {
            try {
                var answer = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (answer == null) {
                    throw new IllegalStateException(
                            "the Kafka client left " + inFlight + " sends unanswered for " + PATIENCE);
                }
                return answer;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted with " + inFlight + " sends in flight", interrupted);
            }
        }
    }
}
