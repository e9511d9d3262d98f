package shop.messaging;

import com.fasterxml.uuid.impl.UUIDUtil;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.messaging.PendingDocuments.Found;
import shop.messaging.PendingDocuments.Ref;
import shop.messaging.RelayThread.Progress;

/**
 * Carries the pending events of MongoDB documents to Kafka, each document's in the order of its list. Documents come by signal, and by
 * looking through the outbox collections now and then for those whose signal was lost with its instance.
 *
 * <p>A lease keeps two instances from sending the same events. Its age is judged by how long this instance has seen it, not by anybody's
 * clock, so that skewed clocks neither steal nor block.
 */
final class DocumentRelay implements Supplier<Progress> {

    /** Many, because a batch costs four calls however many documents it has; not so many that a call takes long on a busy machine. */
    private static final int TAKEN_AT_ONCE = 200;

    private static final int FOUND_AT_ONCE = 500;
    /** Beyond that, signals are dropped and their documents found by looking. */
    private static final int LONGEST_QUEUE = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(DocumentRelay.class);

    private final PendingDocuments documents;
    private final ParkedDocuments parked;
    private final List<OutboxCollection> collections;
    private final OrderedSending sending;
    private final OutboxMeters meters;
    private final Duration pollInterval;
    private final Duration lease;

    private final Set<Ref> queue = new LinkedHashSet<>();
    private final Map<Ref, Seen> foreign = new HashMap<>();
    private final Set<String> indexed = new HashSet<>();
    private final Set<Ref> abandoned = new HashSet<>();
    private boolean everLooked;
    /** Whether the last look showed only a part: then the next does not wait, or a flood would trickle. */
    private boolean foundMore;

    private long lookedAt;
    private volatile OutboxBacklog.Backlog backlog = OutboxBacklog.Backlog.NONE;

    DocumentRelay(
            PendingDocuments documents,
            ParkedDocuments parked,
            List<OutboxCollection> collections,
            OrderedSending sending,
            MeterRegistry registry,
            Clock clock,
            OutboxProperties properties) {
        this.documents = documents;
        this.parked = parked;
        this.collections = collections;
        this.sending = sending;
        this.meters = new OutboxMeters(registry, "mongodb", clock, this::backlog);
        this.pollInterval = properties.documentPollInterval();
        this.lease = properties.documentLease();
    }

    /** A lease of another instance, and since when it has been seen unchanged. */
    private record Seen(String lease, long since) {}

    private record Message(Ref ref, PendingEvent event) implements OrderedSending.Message {

        @Override
        public Object chain() {
            return ref;
        }
    }

    void enqueue(Ref ref) {
        synchronized (queue) {
            if (queue.size() < LONGEST_QUEUE) {
                queue.add(ref);
            }
        }
    }

    /** Waits until no more documents than this are queued; returns whether that is so. */
    boolean awaitQueue(int mostQueued, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        synchronized (queue) {
            while (queue.size() > mostQueued) {
                var left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                try {
                    queue.wait(left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while waiting for the outbox", interrupted);
                }
            }
            return true;
        }
    }

    /** As the last look found it: looking is what costs, so it is not done for each who asks. */
    OutboxBacklog.Backlog backlog() {
        return backlog;
    }

    @Override
    public Progress get() {
        lookIfDue();
        var batch = nextBatch();
        if (batch.isEmpty()) {
            return Progress.DRAINED;
        }
        try {
            if (!send(batch)) {
                return Progress.STALLED;
            }
        } catch (RuntimeException failed) {
            batch.forEach(this::enqueue);
            throw failed;
        }
        return foundMore || !isQueueEmpty() ? Progress.MORE : Progress.DRAINED;
    }

    /** Returns whether all went well. */
    private boolean send(List<Ref> batch) {
        var taken = documents.take(batch, leasesToIgnore(batch));
        taken.left().forEach(this::enqueue);
        var messages = taken.events().entrySet().stream()
                .flatMap(document -> document.getValue().stream().map(event -> new Message(document.getKey(), event)))
                .toList();
        var outcome = sending.send(messages);
        meters.sent(outcome);
        settle(taken.events().keySet(), outcome);
        if (!outcome.failed().isEmpty()) {
            LOG.warn("the document outbox will try again: {}", outcome.complaint());
            return false;
        }
        return true;
    }

    private void settle(Collection<Ref> taken, OrderedSending.Outcome<Message> outcome) {
        var done = new HashMap<Ref, List<UUID>>();
        taken.forEach(ref -> done.put(ref, new ArrayList<>()));
        outcome.acknowledged().keySet().forEach(message -> remove(message, done));
        outcome.hopeless().forEach((message, failure) -> {
            LOG.error(
                    "event {} for {} can never be sent and is parked: its consumers miss it until someone acts",
                    message.event().id(),
                    message.event().topic(),
                    failure);
            parked.add(message.event(), Causes.innermost(failure));
            remove(message, done);
        });
        documents.release(done).forEach(this::enqueue);
    }

    private static void remove(Message message, Map<Ref, List<UUID>> done) {
        done.computeIfAbsent(message.ref(), _ -> new ArrayList<>())
                .add(message.event().id());
    }

    private List<Ref> nextBatch() {
        synchronized (queue) {
            var batch = queue.stream().limit(TAKEN_AT_ONCE).toList();
            batch.forEach(queue::remove);
            queue.notifyAll();
            return batch;
        }
    }

    private boolean isQueueEmpty() {
        synchronized (queue) {
            return queue.isEmpty();
        }
    }

    private void lookIfDue() {
        var now = System.nanoTime();
        var worthALook = !everLooked || now - lookedAt >= pollInterval.toNanos() || (foundMore && isQueueEmpty());
        if (!worthALook || collections.isEmpty()) {
            // A service that only consumes has nowhere to look.
            return;
        }
        var found = new ArrayList<Found>();
        var more = false;
        for (var collection : collections) {
            createIndexOnce(collection.name());
            var inCollection = documents.find(collection.name(), FOUND_AT_ONCE);
            more |= inCollection.size() == FOUND_AT_ONCE;
            found.addAll(inCollection);
        }
        watchForeignLeases(found, now);
        found.stream()
                .filter(document -> document.lease() == null || abandoned.contains(document.ref()))
                .forEach(document -> enqueue(document.ref()));
        backlog = backlog(found);
        everLooked = true;
        lookedAt = now;
        foundMore = more;
    }

    private void createIndexOnce(String collection) {
        if (!indexed.contains(collection)) {
            documents.createIndex(collection);
            indexed.add(collection);
        }
    }

    private void watchForeignLeases(List<Found> found, long now) {
        var stillForeign = new HashMap<Ref, Seen>();
        abandoned.clear();
        for (var document : found) {
            var holder = document.lease();
            if (holder != null) {
                var before = foreign.get(document.ref());
                var seen = before != null && before.lease().equals(holder) ? before : new Seen(holder, now);
                stillForeign.put(document.ref(), seen);
                if (now - seen.since() >= lease.toNanos()) {
                    abandoned.add(document.ref());
                }
            }
        }
        foreign.clear();
        foreign.putAll(stillForeign);
    }

    private Map<Ref, String> leasesToIgnore(List<Ref> batch) {
        var ignored = new HashMap<Ref, String>();
        for (var ref : batch) {
            var seen = foreign.get(ref);
            if (seen != null && abandoned.contains(ref)) {
                ignored.put(ref, seen.lease());
            }
        }
        return ignored;
    }

    private OutboxBacklog.Backlog backlog(List<Found> found) {
        var events =
                found.stream().flatMap(document -> document.events().stream()).toList();
        var oldest = events.stream().map(event -> writtenAt(event.id())).min(Comparator.naturalOrder());
        return new OutboxBacklog.Backlog(events.size(), oldest.orElse(null), parked.count());
    }

    /** A UUIDv7 begins with the time at which it was made. */
    private static Instant writtenAt(UUID id) {
        return Instant.ofEpochMilli(UUIDUtil.extractTimestamp(id));
    }
}
