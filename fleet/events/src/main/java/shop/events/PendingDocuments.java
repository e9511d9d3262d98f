package shop.events;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * What the relay does to MongoDB: finds documents with pending events, takes them for itself for a while, removes events. Many
 * documents go in one call, but each is judged and changed by itself: nothing here needs a transaction.
 */
final class PendingDocuments {

    /** Whose turn it is; lost when a service replaces the whole document, which at worst sends an event twice. */
    private static final String LEASES = "pendingEventsLeases";

    private static final String EVENT_ID = PendingEvent.FIELD + "._id";

    private static final String NEXT_TOPIC = PendingEvent.FIELD + ".0.topic";

    /** Of envelopes that are held in memory at once; a batch of usual ones is far below. */
    private static final long MOST_CHARACTERS = 4_000_000;

    private static final int DOCUMENTS_AT_ONCE = 100;

    private final MongoOperations mongo;
    private final String relayId;

    /** @param relayId distinguishes this relay's leases from those of other instances */
    PendingDocuments(MongoOperations mongo, String relayId) {
        this.mongo = mongo;
        this.relayId = relayId;
    }

    record Ref(String collection, UUID id) {}

    /** @param lease the other instance that works on it, if one does */
    record Found(
            Ref ref, List<PendingEvent> events, @Nullable String lease) {}

    /** @param left documents that are taken too, but whose events are for a later call */
    record Taken(Map<Ref, List<PendingEvent>> events, List<Ref> left) {}

    /** Sparse, so that it holds the few documents with pending events only. */
    void createIndex(String collection) {
        mongo.indexOps(collection)
                .createIndex(new Index(EVENT_ID, Sort.Direction.ASC)
                        .named("pending_events")
                        .sparse());
    }

    /** @param failing topics whose documents are passed over, that is, those whose next event is for one of them */
    List<Found> find(String collection, int limit, Collection<String> failing) {
        var pending = where(EVENT_ID).exists(true);
        var wanted = failing.isEmpty() ? pending : pending.and(NEXT_TOPIC).nin(failing);
        var found = new ArrayList<Found>();
        for (var document : mongo.find(showing(wanted).limit(limit), Document.class, collection)) {
            var events = events(document);
            if (!events.isEmpty()) {
                var lease = holder(document);
                found.add(new Found(
                        new Ref(collection, document.get("_id", UUID.class)),
                        events,
                        relayId.equals(lease) ? null : lease));
            }
        }
        return found;
    }

    /**
     * Takes documents and gives their events, if there are any: of as many as are not held by another instance and not too much to hold
     * in memory. What was left for its size is leased all the same, and taken by the next call that names it.
     *
     * @param abandoned leases that may be ignored because their holders are gone
     */
    Taken take(Collection<Ref> refs, Map<Ref, String> abandoned) {
        var taken = new LinkedHashMap<Ref, List<PendingEvent>>();
        var left = new ArrayList<Ref>();
        var size = 0L;
        for (var collection : byCollection(refs).entrySet()) {
            lease(collection.getKey(), collection.getValue(), abandoned);
            try (var documents = documents(collection.getKey(), collection.getValue())) {
                for (var document : (Iterable<Document>) documents::iterator) {
                    var ref = new Ref(collection.getKey(), document.get("_id", UUID.class));
                    var events = events(document);
                    if (!relayId.equals(holder(document))) {
                        continue;
                    }
                    if (size < MOST_CHARACTERS) {
                        taken.put(ref, events);
                        size += events.stream()
                                .mapToLong(event -> event.envelope().length())
                                .sum();
                    } else {
                        left.add(ref);
                    }
                }
            }
        }
        return new Taken(taken, left);
    }

    /**
     * Leases what nobody else has, by a list that keeps only the first who came. So the condition is part of the change and the documents
     * are found by their ids alone.
     */
    private void lease(String collection, List<Ref> refs, Map<Ref, String> abandoned) {
        for (var ref : refs) {
            var gone = abandoned.get(ref);
            if (gone != null) {
                mongo.updateFirst(Query.query(among(List.of(ref))), new Update().pull(LEASES, gone), collection);
            }
        }
        mongo.updateMulti(
                Query.query(among(refs)), new Update().push(LEASES).slice(1).each(relayId), collection);
    }

    /**
     * Removes events and gives the documents back, each in one write and all in one call, and looks again afterwards: that closes the gap
     * in which another instance wrote a further event but could not take it because this one still held the lease.
     *
     * @param done for each document taken the events to remove
     * @return the documents that have pending events now
     */
    List<Ref> release(Map<Ref, List<UUID>> done) {
        var pending = new ArrayList<Ref>();
        for (var collection : byCollection(done.keySet()).entrySet()) {
            var writes = mongo.bulkOps(BulkMode.UNORDERED, collection.getKey());
            for (var ref : collection.getValue()) {
                var update = new Update().unset(LEASES);
                var events = done.getOrDefault(ref, List.of());
                if (!events.isEmpty()) {
                    update.pull(PendingEvent.FIELD, new Document("_id", new Document("$in", events)));
                }
                writes.updateOne(Query.query(where("_id").is(ref.id())), update);
            }
            writes.execute();
            try (var documents = documents(collection.getKey(), collection.getValue())) {
                documents
                        .filter(document -> !events(document).isEmpty())
                        .forEach(
                                document -> pending.add(new Ref(collection.getKey(), document.get("_id", UUID.class))));
            }
        }
        return pending;
    }

    /** By their ids alone, since a further condition makes the embedded wire server look through the whole collection. */
    private Stream<Document> documents(String collection, List<Ref> refs) {
        return mongo.stream(showing(among(refs)).cursorBatchSize(DOCUMENTS_AT_ONCE), Document.class, collection);
    }

    private static Map<String, List<Ref>> byCollection(Collection<Ref> refs) {
        return refs.stream().collect(Collectors.groupingBy(Ref::collection));
    }

    private static Criteria among(List<Ref> refs) {
        return where("_id").in(refs.stream().map(Ref::id).toList());
    }

    private static Query showing(Criteria wanted) {
        var query = Query.query(wanted);
        query.fields().include(PendingEvent.FIELD, LEASES);
        return query;
    }

    private static @Nullable String holder(Document document) {
        var leases = document.getList(LEASES, String.class, List.of());
        return leases.isEmpty() ? null : leases.getFirst();
    }

    private static List<PendingEvent> events(Document document) {
        return document.getList(PendingEvent.FIELD, Document.class, List.of()).stream()
                .map(event -> new PendingEvent(
                        event.get("_id", UUID.class),
                        event.getString("topic"),
                        event.get("key", UUID.class),
                        event.getString("envelope")))
                .toList();
    }
}
