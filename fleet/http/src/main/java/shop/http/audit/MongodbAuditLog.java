package shop.http.audit;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.http.retention.OldDocuments;
import shop.platform.audit.DocumentAuditLog;

/** Audit entries in MongoDB, written ahead of the act. */
final class MongodbAuditLog implements DocumentAuditLog, AuditEntries {

    private static final Logger LOG = LoggerFactory.getLogger(MongodbAuditLog.class);

    private static final String COLLECTION = "audit_entries";

    private final MongoOperations mongo;
    private final String service;
    private final Clock clock;

    MongodbAuditLog(MongoOperations mongo, String service, Clock clock) {
        this.mongo = mongo;
        this.service = service;
        this.clock = clock;
        var indexes = mongo.indexOps(COLLECTION);
        indexes.createIndex(new Index("actor", Direction.ASC).on("_id", Direction.DESC));
        indexes.createIndex(new Index("objectId", Direction.ASC).on("_id", Direction.DESC));
        indexes.createIndex(new Index("at", Direction.ASC));
    }

    /** The service is not stored: a store belongs to one. */
    private record AuditDocument(
            @Id UUID id,
            Instant at,
            UUID actor,
            String action,
            String objectType,
            String objectId,
            Map<String, String> details,
            AuditEntry.Outcome outcome,
            @Nullable String requestId) {

        static AuditDocument of(AuditEntry entry) {
            return new AuditDocument(
                    entry.id(),
                    entry.at(),
                    entry.actor(),
                    entry.action(),
                    entry.objectType(),
                    entry.objectId(),
                    entry.details(),
                    entry.outcome(),
                    entry.requestId());
        }

        AuditEntry entry(String service) {
            return new AuditEntry(id, at, service, actor, action, objectType, objectId, details, outcome, requestId);
        }
    }

    @Override
    public <T> T record(
            String action, String objectType, String objectId, Map<String, String> details, Supplier<T> act) {
        return record(action, objectType, objectId, details, act, _ -> Optional.of(details));
    }

    @Override
    public <T> T record(
            String action,
            String objectType,
            String objectId,
            Supplier<T> act,
            Function<T, Optional<Map<String, String>>> details) {
        return record(action, objectType, objectId, Map.of(), act, details);
    }

    private <T> T record(
            String action,
            String objectType,
            String objectId,
            Map<String, String> before,
            Supplier<T> act,
            Function<T, Optional<Map<String, String>>> after) {
        var entry = AuditEntry.now(
                clock.instant(), service, action, objectType, objectId, before, AuditEntry.Outcome.UNKNOWN);
        if (entry.isEmpty()) {
            return act.get();
        }
        var id = entry.get().id();
        mongo.insert(AuditDocument.of(entry.get()), COLLECTION);
        T result;
        try {
            result = act.get();
        } catch (RuntimeException failed) {
            if (isRefusal(failed)) {
                afterwards(action, () -> mongo.remove(byId(id), COLLECTION));
            }
            throw failed;
        }
        afterwards(action, () -> confirm(id, after.apply(result)));
        return result;
    }

    private void confirm(UUID id, Optional<Map<String, String>> details) {
        if (details.isEmpty()) {
            mongo.remove(byId(id), COLLECTION);
            return;
        }
        var done =
                Update.update("outcome", AuditEntry.Outcome.DONE).set("details", AuditEntry.shortened(details.get()));
        mongo.updateFirst(byId(id), done, COLLECTION);
    }

    /** Thrown by the shop's own code, and not because something else failed. */
    private static boolean isRefusal(RuntimeException failed) {
        return failed.getCause() == null && failed.getClass().getName().startsWith("shop.");
    }

    /** The act has its own answer by now; that its entry stays unconfirmed does not change it. */
    private static void afterwards(String action, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException unavailable) {
            LOG.warn("the audit entry of {} stays unconfirmed: {}", action, unavailable.toString());
        }
    }

    @Override
    public List<AuditEntry> find(AuditQuery query) {
        var wanted = new Query();
        addIfPresent(wanted, "actor", query.actor());
        addIfPresent(wanted, "objectType", query.objectType());
        addIfPresent(wanted, "objectId", query.objectId());
        if (query.from() != null || query.to() != null) {
            var at = where("at");
            if (query.from() != null) {
                at = at.gte(query.from());
            }
            if (query.to() != null) {
                at = at.lt(query.to());
            }
            wanted.addCriteria(at);
        }
        if (query.before() != null) {
            wanted.addCriteria(where("_id").lt(query.before()));
        }
        return mongo
                .find(wanted.with(Sort.by(Direction.DESC, "_id")).limit(query.size()), AuditDocument.class, COLLECTION)
                .stream()
                .map(document -> document.entry(service))
                .toList();
    }

    private static void addIfPresent(Query query, String field, @Nullable Object value) {
        if (value != null) {
            query.addCriteria(Criteria.where(field).is(value));
        }
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        return OldDocuments.delete(mongo, COLLECTION, "at", limit, atMost);
    }

    private static Query byId(UUID id) {
        return query(where("_id").is(id));
    }
}
