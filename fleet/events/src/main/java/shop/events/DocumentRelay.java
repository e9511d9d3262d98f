package shop.events;

import com.fasterxml.uuid.impl.UUIDUtil;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.events.PendingDocuments.Found;
import shop.events.PendingDocuments.Ref;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.jobs.failure.Causes;

/**
 * Carries the pending events of MongoDB documents to Kafka, each document's in the order of its list. Documents come by signal, and by
 * looking through the outbox collections now and then for those whose signal was lost with its instance.
 *
 * <p>A topic that refuses, or does not answer, holds up only the documents whose next event is for it: they are set aside, and a few of
 * them are tried now and then, with growing pauses.
 *
 * <p>A lease keeps two instances from sending the same events. Its age is judged by how long this instance has seen it, not by anybody's
 * clock, so that skewed clocks neither steal nor block.
 */
final class DocumentRelay implements Worker.Task {

    /** Many, because a batch costs four calls however many documents it has; not so many that a call takes long on a busy machine. */
    private static final int TAKEN_AT_ONCE = 200;

    private static final int FOUND_AT_ONCE = 500;
    /** Beyond that, signals are dropped and their documents found by looking. */
    private static final int LONGEST_QUEUE = 50_000;
    /** Documents whose events are on their way at the same time. */
    private static final int MOST_UNDER_WAY = 2_000;

    private static final int TRIED_OF_A_FAILING_TOPIC = 10;
    /** Most answers come within it, so that they are noted together; what takes longer goes on beside the next batch. */
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** A topic that owes an answer for longer gets nothing more until it has answered. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DocumentRelay.class);

    private final PendingDocuments documents;
    private final ParkedDocuments parked;
    private final List<OutboxCollection> collections;
    private final OrderedSending<Message> sending;
    private final FailingTopics failingTopics;
    private final OutboxMeters meters;
    private final Duration pollInterval;
    private final Duration lease;

    private final Set<Ref> queue = new LinkedHashSet<>();
    private volatile OutboxBacklog.Backlog backlog = OutboxBacklog.Backlog.NONE;

    // From here on, the business of the relay's thread alone.
    private final Map<Ref, Seen> foreign = new HashMap<>();
    private final Set<String> indexed = new HashSet<>();
    private final Set<Ref> abandoned = new HashSet<>();
    /** Documents whose next event is for a topic that fails, by that topic. */
    private final Map<String, Set<Ref>> setAside = new HashMap<>();
    /** Those of them that are sent again to see whether the topic still fails. */
    private final Set<Ref> tried = new HashSet<>();

    private boolean everLooked;
    /** Whether the last look showed only a part: then the next does not wait, or a flood would trickle. */
    private boolean foundMore;

    private long lookedAt;

    /** @param answered is called when Kafka has answered something */
    DocumentRelay(
            PendingDocuments documents,
            ParkedDocuments parked,
            List<OutboxCollection> collections,
            EventSender sender,
            Runnable answered,
            MeterRegistry registry,
            Clock clock,
            OutboxProperties properties) {
        this.documents = documents;
        this.parked = parked;
        this.collections = collections;
        this.sending = new OrderedSending<>(new NonBlockingSender(sender), this::isHeld, answered, System::nanoTime);
        this.failingTopics = new FailingTopics(properties.maxBackOff(), System::nanoTime);
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
    public Next run() {
        retryFailingTopics();
        lookIfDue();
        startNext();
        settle(sending.collect(PATIENCE));
        failingTopics.addAll(sending.slowerThan(SLOW));
        if (foundMore || isAnyQueued()) {
            return Next.NOW;
        }
        if (sending.underWay() > 0) {
            return Next.SOON;
        }
        return setAside.isEmpty() ? Next.IDLE : Next.BACK_OFF;
    }

    private void startNext() {
        var batch = nextBatch();
        if (batch.isEmpty()) {
            return;
        }
        try {
            var taken = documents.take(batch, leasesToIgnore(batch));
            taken.left().forEach(this::enqueue);
            var messages = new LinkedHashMap<Ref, List<Message>>();
            taken.events()
                    .forEach((ref, events) -> messages.put(
                            ref,
                            events.stream()
                                    .map(event -> new Message(ref, event))
                                    .toList()));
            sending.start(messages);
        } catch (RuntimeException failed) {
            batch.stream().filter(ref -> !sending.isUnderWay(ref)).forEach(this::enqueue);
            throw failed;
        }
    }

    private boolean isHeld(Message message) {
        return failingTopics.contains(message.event().topic()) && !tried.contains(message.ref());
    }

    private void retryFailingTopics() {
        var paused = Set.copyOf(failingTopics.paused());
        for (var topic : failingTopics.all()) {
            var waiting = setAside.getOrDefault(topic, Set.of());
            if (!paused.contains(topic) && sending.slowerThan(SLOW).contains(topic)) {
                failingTopics.tried(topic);
            } else if (!paused.contains(topic) && waiting.isEmpty()) {
                // Another instance has sent what failed here. Whether the topic still fails, the next event will show.
                recovered(topic);
            } else if (!paused.contains(topic)) {
                failingTopics.tried(topic);
                var some = waiting.stream().limit(TRIED_OF_A_FAILING_TOPIC).toList();
                tried.addAll(some);
                some.forEach(ref -> enqueueAgain(topic, ref));
            }
        }
    }

    private void recovered(String topic) {
        if (failingTopics.succeeded(topic)) {
            List.copyOf(setAside.getOrDefault(topic, Set.of())).forEach(ref -> enqueueAgain(topic, ref));
            // The looks of meanwhile passed over its documents.
            foundMore = true;
        }
    }

    private void enqueueAgain(String topic, Ref ref) {
        setAside.computeIfPresent(topic, (_, refs) -> {
            refs.remove(ref);
            return refs.isEmpty() ? null : refs;
        });
        enqueue(ref);
    }

    private void settle(OrderedSending.Outcome<Message> outcome) {
        meters.sent(outcome);
        outcome.acknowledged().keySet().stream()
                .map(message -> message.event().topic())
                .distinct()
                .forEach(this::recovered);
        outcome.failed()
                .keySet()
                .forEach(message -> failingTopics.failed(message.event().topic()));
        if (!outcome.failed().isEmpty()) {
            LOG.warn("the document outbox will try again: {}", outcome.complaint());
        }
        try {
            note(outcome);
        } catch (RuntimeException failed) {
            outcome.ended().forEach(ref -> enqueue((Ref) ref));
            throw failed;
        } finally {
            outcome.ended().forEach(tried::remove);
        }
    }

    private void note(OrderedSending.Outcome<Message> outcome) {
        if (outcome.ended().isEmpty()
                && outcome.acknowledged().isEmpty()
                && outcome.hopeless().isEmpty()) {
            return;
        }
        var done = new HashMap<Ref, List<UUID>>();
        outcome.ended().forEach(ref -> done.put((Ref) ref, new ArrayList<>()));
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
        var waiting = new HashMap<Ref, String>();
        outcome.failed()
                .keySet()
                .forEach(message -> waiting.put(message.ref(), message.event().topic()));
        outcome.held()
                .forEach(message -> waiting.put(message.ref(), message.event().topic()));
        for (var ref : documents.release(done)) {
            var topic = waiting.get(ref);
            if (topic == null) {
                enqueue(ref);
            } else {
                setAside(topic, ref);
            }
        }
    }

    private void setAside(String topic, Ref ref) {
        if (!failingTopics.contains(topic)) {
            enqueue(ref);
        } else if (setAside.values().stream().mapToInt(Set::size).sum() < LONGEST_QUEUE) {
            setAside.computeIfAbsent(topic, _ -> new LinkedHashSet<>()).add(ref);
        }
    }

    private static void remove(Message message, Map<Ref, List<UUID>> done) {
        done.computeIfAbsent(message.ref(), _ -> new ArrayList<>())
                .add(message.event().id());
    }

    private List<Ref> nextBatch() {
        var room = Math.min(TAKEN_AT_ONCE, MOST_UNDER_WAY - sending.underWay());
        synchronized (queue) {
            // What is under way is seen again when it is given back.
            var batch = queue.stream()
                    .filter(ref -> !sending.isUnderWay(ref))
                    .limit(Math.max(0, room))
                    .toList();
            batch.forEach(queue::remove);
            queue.notifyAll();
            return batch;
        }
    }

    private boolean isAnyQueued() {
        if (sending.underWay() >= MOST_UNDER_WAY) {
            return false;
        }
        synchronized (queue) {
            return queue.stream().anyMatch(ref -> !sending.isUnderWay(ref));
        }
    }

    private void lookIfDue() {
        var now = System.nanoTime();
        var worthALook = !everLooked || now - lookedAt >= pollInterval.toNanos() || (foundMore && !isAnyQueued());
        if (!worthALook || collections.isEmpty()) {
            // A service that only consumes has nowhere to look.
            return;
        }
        var failing = failingTopics.all();
        var found = new ArrayList<Found>();
        var more = false;
        for (var collection : collections) {
            createIndexOnce(collection.name());
            var inCollection = documents.find(collection.name(), FOUND_AT_ONCE, failing);
            more |= inCollection.size() == FOUND_AT_ONCE;
            found.addAll(inCollection);
        }
        watchForeignLeases(found, now);
        var free = found.stream()
                .filter(document -> document.lease() == null || abandoned.contains(document.ref()))
                .map(Found::ref)
                .filter(ref -> !sending.isUnderWay(ref))
                .toList();
        free.forEach(this::enqueue);
        backlog = backlog(failing.isEmpty() ? found : findAll());
        everLooked = true;
        lookedAt = now;
        // With nothing to do here, a further look at once would show the same.
        foundMore = more && !free.isEmpty();
    }

    /** Those that were passed over too. */
    private List<Found> findAll() {
        return collections.stream()
                .flatMap(collection -> documents.find(collection.name(), FOUND_AT_ONCE, List.of()).stream())
                .toList();
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
