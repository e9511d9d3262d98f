package shop.operations;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.events.DeadLetterReplay;
import shop.events.DeadLetters;
import shop.events.ReplayTargetFilter;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** What administrators do with dead letters: look, send back to where they came from, or let go. Each deed is written down. */
class DeadLetterAdmin {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterAdmin.class);

    /** Longer than a send can take. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** Less than the gateway waits for an answer. */
    private static final Duration SEND_PATIENCE = Duration.ofSeconds(5);

    private final DeadLetterRepository repository;
    private final Broker broker;
    private final DeadLetterReplay sender;
    private final Clock clock;

    DeadLetterAdmin(DeadLetterRepository repository, Broker broker, DeadLetterReplay sender, Clock clock) {
        this.repository = repository;
        this.broker = broker;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * A page of them, newest first.
     *
     * @param topic where they came from, or the dead-letter topic of it
     */
    PageBody<DeadLetter> list(@Nullable DeadLetterState state, @Nullable String topic, PageQuery page) {
        var suffix = DeadLetters.SUFFIX;
        var original =
                topic != null && topic.endsWith(suffix) ? topic.substring(0, topic.length() - suffix.length()) : topic;
        return repository.list(state, original, page);
    }

    /**
     * One with what it says.
     *
     * @throws DeadLetterException.NotFound if there is none
     */
    DeadLetterContent inspect(UUID id) {
        return repository.get(id).content();
    }

    /**
     * Sends it back to its topic, for the consumer that failed and no other. Of one that was replayed already nothing is sent.
     *
     * @throws DeadLetterException if there is none, it was discarded, another one is at it, or it cannot be sent as it was
     * @throws BrokerUnavailableException if it could not be sent; it stays open
     */
    DeadLetter replay(UUID id, UUID by) {
        var seen = repository.get(id);
        if (seen.state() == DeadLetterState.REPLAYED) {
            return seen.deadLetter();
        }
        requireFree(seen);
        if (!seen.isWhole()) {
            throw new DeadLetterException.NotReplayable(id, "the dead letters do not have all of it");
        }
        // Asked before it is claimed: a broker that is away changes nothing.
        var message = message(seen, broker.isCompacted(seen.topic()));
        var begun = repository.beginReplay(seen, LEASE).orElseThrow(() -> new DeadLetterException.Busy(id));
        try {
            sender.send(message).get(SEND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            // Should it have arrived all the same, a second one changes nothing: it is the same event.
            repository.abandonReplay(begun);
            if (isForbidden(failed)) {
                throw new DeadLetterException.NotReplayable(
                        id, "this service may not write " + seen.topic() + ", see KAFKA_REPLAY_USERNAME");
            }
            throw new BrokerUnavailableException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(interrupted);
        }
        var done = repository.endReplay(begun, by).orElseThrow(() -> new DeadLetterException.Busy(id));
        log.info("Dead letter {} of {} was replayed by {}", id, done.topic(), by);
        return done.deadLetter();
    }

    /**
     * Lets it go, and deletes what it says. Does nothing to one that was discarded already.
     *
     * @throws DeadLetterException if there is none, it was replayed, or another one is at it
     */
    void discard(UUID id, UUID by) {
        var seen = repository.get(id);
        if (seen.state() == DeadLetterState.DISCARDED) {
            return;
        }
        if (seen.state() == DeadLetterState.REPLAYED) {
            throw new DeadLetterException.Closed(id, seen.state());
        }
        requireFree(seen);
        var gone = repository.discard(seen, by).orElseThrow(() -> new DeadLetterException.Busy(id));
        log.info("Dead letter {} of {} was discarded by {}", id, gone.topic(), by);
    }

    private static boolean isForbidden(Exception failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return true;
            }
        }
        return false;
    }

    private void requireFree(DeadLetterDocument letter) {
        switch (letter.state()) {
            case OPEN, REPLAYED -> {}
            case DISCARDED -> throw new DeadLetterException.Closed(letter.id(), letter.state());
            case REPLAYING -> {
                var leasedUntil = letter.leasedUntil();
                if (leasedUntil != null && clock.instant().isBefore(leasedUntil)) {
                    throw new DeadLetterException.Busy(letter.id());
                }
            }
        }
    }

    /**
     * The record as it was. Under its own key an old version would be, for compaction, the newest, and the true newest one would go; so
     * in a compacted topic it gets a key that nobody else has, in its own partition. Consumers go by the event's subject and version.
     */
    private static ProducerRecord<Object, Object> message(DeadLetterDocument letter, boolean compacted) {
        var payload = letter.payload();
        var key = compacted ? letter.key() + "#" + letter.id() : letter.key();
        var partition = compacted && letter.partition() >= 0 ? letter.partition() : null;
        var message = new ProducerRecord<Object, Object>(
                letter.topic(), partition, key, payload == null ? null : payload.getData());
        var group = letter.consumerGroup();
        if (group != null) {
            message.headers().add(ReplayTargetFilter.HEADER, group.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }
}
