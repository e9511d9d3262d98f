package shop.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import shop.jobs.failure.Causes;

/**
 * Sends messages so that those of one chain reach Kafka in their order even if a send fails: the next one leaves only when the one before
 * it is acknowledged, and a failure ends its chain. Different chains travel side by side, and none waits for another: a slow one goes on
 * while its caller does other things.
 *
 * <p>That rule alone, kept by every relay, means that the first appearance of a message on its topic comes after the first appearance of
 * all before it, whatever is sent twice, by a relay that died after its send or by two that believe to hold the same lock.
 *
 * <p>For one thread; {@code answered} is called on any.
 */
final class OrderedSending<M extends OrderedSending.Message> {

    /** What Kafka can never take, however often it is sent. */
    private static final Set<Class<? extends Throwable>> HOPELESS = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            InvalidTopicException.class);

    /** Far beyond the producer's own delivery time-out: the guard against a client that never answers. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);

    private final EventSender sender;
    private final Predicate<M> isHeld;
    private final Runnable answered;
    private final LongSupplier nanoTime;

    private final BlockingQueue<Answer<M>> answers = new LinkedBlockingQueue<>();
    private final Map<Object, Chain<M>> chains = new LinkedHashMap<>();
    private Outcome<M> outcome = Outcome.empty();

    /**
     * @param isHeld whether a message must not be sent now, nor what follows it in its chain
     * @param answered is called when there is something to collect
     */
    OrderedSending(EventSender sender, Predicate<M> isHeld, Runnable answered, LongSupplier nanoTime) {
        this.sender = sender;
        this.isHeld = isHeld;
        this.answered = answered;
        this.nanoTime = nanoTime;
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
     * What became of the chains that have come to their end.
     *
     * @param ended the chains, those without a message too
     * @param acknowledged what Kafka has, and where
     * @param hopeless what Kafka will never take, with its reason; the chain went on behind it
     * @param failed what should be tried again later, with its reason; the rest of its chain was not sent
     * @param held what was not sent, nor the rest of its chain
     */
    record Outcome<M extends Message>(
            Set<Object> ended,
            Map<M, RecordPosition> acknowledged,
            Map<M, Throwable> hopeless,
            Map<M, Throwable> failed,
            List<M> held) {

        private static <M extends Message> Outcome<M> empty() {
            return new Outcome<>(
                    new LinkedHashSet<>(),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    new ArrayList<>());
        }

        /** One line for the log however many sends failed: in an outage they all fail for one reason. */
        String complaint() {
            return failed.size() + " sends failed, the first one with "
                    + Causes.innermost(failed.values().iterator().next());
        }
    }

    /** The message that is on its way, and those behind it. */
    private static final class Chain<M> {

        private final Deque<M> rest;
        private @Nullable M sent;
        private long sentAt;

        Chain(Collection<M> messages) {
            this.rest = new ArrayDeque<>(messages);
        }
    }

    private record Answer<M extends Message>(
            M message,
            @Nullable RecordPosition position,
            @Nullable Throwable failure) {}

    /** Starts chains; none of them is one that is still under way. */
    void start(Map<?, List<M>> messagesByChain) {
        messagesByChain.forEach((key, messages) -> {
            var chain = new Chain<>(messages);
            if (chains.putIfAbsent(key, chain) != null) {
                throw new IllegalStateException("chain " + key + " is still under way");
            }
            sendNextOf(key, chain);
        });
    }

    boolean isUnderWay(Object chain) {
        return chains.containsKey(chain);
    }

    int underWay() {
        return chains.size();
    }

    /** Topics that owe an answer for longer than this. */
    Set<String> slowerThan(Duration time) {
        var now = nanoTime.getAsLong();
        return chains.values().stream()
                .filter(chain -> now - chain.sentAt > time.toNanos())
                .flatMap(chain -> Stream.ofNullable(chain.sent))
                .map(message -> message.event().topic())
                .collect(Collectors.toSet());
    }

    /** What has ended since the last call. Waits until nothing is under way, but no longer than this. */
    Outcome<M> collect(Duration atMost) {
        var end = nanoTime.getAsLong() + atMost.toNanos();
        try {
            while (!chains.isEmpty()) {
                var answer = answers.poll(Math.max(0, end - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
                if (answer == null) {
                    giveUpUnanswered();
                    break;
                }
                take(answer);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var collected = outcome;
        outcome = Outcome.empty();
        return collected;
    }

    private void sendNextOf(Object key, Chain<M> chain) {
        var message = chain.rest.poll();
        if (message == null) {
            end(key);
        } else if (isHeld.test(message)) {
            outcome.held().add(message);
            end(key);
        } else {
            chain.sent = message;
            chain.sentAt = nanoTime.getAsLong();
            var event = message.event();
            // Answers come on the producer's I/O thread, which must not be held up: the caller's thread alone decides
            // what is sent next.
            var _ = sender.send(event.topic(), event.key(), event.envelope()).whenComplete((position, failure) -> {
                answers.add(new Answer<>(message, position, failure));
                answered.run();
            });
        }
    }

    private void take(Answer<M> answer) {
        var message = answer.message();
        var chain = chains.get(message.chain());
        if (chain == null || !message.equals(chain.sent)) {
            // It was given up before.
            return;
        }
        var failure = answer.failure();
        if (answer.position() != null) {
            outcome.acknowledged().put(message, answer.position());
            sendNextOf(message.chain(), chain);
        } else if (failure != null && isPermanent(failure)) {
            outcome.hopeless().put(message, failure);
            sendNextOf(message.chain(), chain);
        } else {
            outcome.failed().put(message, failure == null ? new IllegalStateException("no reason given") : failure);
            end(message.chain());
        }
    }

    private void giveUpUnanswered() {
        var now = nanoTime.getAsLong();
        for (var chain : List.copyOf(chains.values())) {
            var message = chain.sent;
            if (message != null && now - chain.sentAt > ANSWER_PATIENCE.toNanos()) {
                outcome.failed().put(message, new TimeoutException("no answer for " + ANSWER_PATIENCE));
                end(message.chain());
            }
        }
    }

    private void end(Object key) {
        chains.remove(key);
        outcome.ended().add(key);
    }
}
