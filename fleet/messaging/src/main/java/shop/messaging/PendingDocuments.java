package shop.messaging;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * What the relay does to MongoDB: finds documents with pending events, takes them for itself for a while, removes events. Only
 * single-document operations, which every MongoDB and the embedded wire server know.
 */
final class PendingDocuments {

    /** Whose turn it is; lost when a service replaces the whole document, which at worst sends an event twice. */
    private static final String LEASE = "pendingEventsLease";

    private static final String EVENT_ID = PendingEvent.FIELD + "._id";
    private static final String PARKED = "outbox_parked";

    private final MongoOperations mongo;
    private final String relayId;
    private final Clock clock;

    /** @param relayId tells this relay's leases from those of other instances */
    PendingDocuments(MongoOperations mongo, String relayId, Clock clock) {
        this.mongo = mongo;
        this.relayId = relayId;
        this.clock = clock;
    }

    record Ref(String collection, UUID id) {}

    /** @param lease the other instance that works on it, if one does */
    record Found(
            Ref ref, List<PendingEvent> events, @Nullable String lease) {}

    /** Sparse, so that it holds the few documents with pending events only. The embedded wire server scans instead. */
    void createIndex(String collection) {
        mongo.indexOps(collection)
                .createIndex(new Index(EVENT_ID, Sort.Direction.ASC)
                        .named("pending_events")
                        .sparse());
    }

    List<Found> find(String collection, int limit) {
        var found = new ArrayList<Found>();
        for (var document :
                mongo.find(showing(where(EVENT_ID).exists(true)).limit(limit), Document.class, collection)) {
            var events = events(document);
            if (!events.isEmpty()) {
                var lease = document.getString(LEASE);
                found.add(new Found(
                        new Ref(collection, document.get("_id", UUID.class)),
                        events,
                        relayId.equals(lease) ? null : lease));
            }
        }
        return found;
    }

    /**
     * Takes a document's events; empty if it has none or another instance has taken them.
     *
     * @param abandoned a lease that may be ignored because its holder is gone
     */
    Optional<List<PendingEvent>> take(Ref ref, @Nullable String abandoned) {
        var free = new ArrayList<Criteria>();
        free.add(where(LEASE).exists(false));
        free.add(where(LEASE).is(relayId));
        if (abandoned != null) {
            free.add(where(LEASE).is(abandoned));
        }
        var wanted = where("_id").is(ref.id()).and(EVENT_ID).exists(true).orOperator(free);
        return change(ref.collection(), wanted, new Update().set(LEASE, relayId))
                .map(PendingDocuments::events)
                .filter(events -> !events.isEmpty());
    }

    /**
     * Removes events and gives the document back, in one write. Its answer closes the gap in which another instance wrote a further
     * event but could not take it because this one still held the lease.
     *
     * @return whether the document has pending events now
     */
    boolean release(Ref ref, Collection<UUID> done) {
        var update = new Update().unset(LEASE);
        if (!done.isEmpty()) {
            update.pull(PendingEvent.FIELD, new Document("_id", new Document("$in", List.copyOf(done))));
        }
        return change(ref.collection(), where("_id").is(ref.id()), update)
                .map(PendingDocuments::events)
                .filter(events -> !events.isEmpty())
                .isPresent();
    }

    /** Keeps a copy of what Kafka can never take. Before the event leaves its document, so nothing is lost in between. */
    void park(PendingEvent event, String error) {
        if (!mongo.exists(Query.query(where("_id").is(event.id())), PARKED)) {
            mongo.insert(
                    new Document("_id", event.id())
                            .append("topic", event.topic())
                            .append("key", event.key())
                            .append("envelope", event.envelope())
                            .append("error", error)
                            .append("parkedAt", Date.from(clock.instant())),
                    PARKED);
        }
    }

    long parked() {
        return mongo.count(new Query(), PARKED);
    }

    private Optional<Document> change(String collection, Criteria wanted, Update update) {
        return Optional.ofNullable(mongo.findAndModify(
                showing(wanted), update, FindAndModifyOptions.options().returnNew(true), Document.class, collection));
    }

    private static Query showing(Criteria wanted) {
        var query = Query.query(wanted);
        query.fields().include(PendingEvent.FIELD, LEASE);
        return query;
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
