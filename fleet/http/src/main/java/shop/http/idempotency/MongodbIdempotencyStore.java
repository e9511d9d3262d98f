package shop.http.idempotency;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndReplaceOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Update;
import shop.http.idempotency.IdempotencyStore.Outcome.Answered;
import shop.http.idempotency.IdempotencyStore.Outcome.Granted;
import shop.http.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.http.idempotency.IdempotencyStore.Outcome.Running;

/** Keys in MongoDB, each a document of its own whose {@code _id} can be inserted once. */
final class MongodbIdempotencyStore implements IdempotencyStore {

    static final String COLLECTION = "idempotency_keys";

    private final MongoOperations mongo;

    MongodbIdempotencyStore(MongoOperations mongo) {
        this.mongo = mongo;
    }

    @Override
    public Outcome claim(Claim claim) {
        if (insert(claim)) {
            return new Granted(claim.operationId());
        }
        var known = mongo.findById(claim.id(), Document.class, COLLECTION);
        // Gone between the two steps: the try that held it was refused, so this one may go, but has to ask again.
        if (known == null) {
            return insert(claim) ? new Granted(claim.operationId()) : new Running();
        }
        if (!claim.fingerprint().equals(known.getString("fingerprint"))) {
            return new OtherBody();
        }
        if (known.get("status") != null) {
            return new Answered(answer(known));
        }
        return takeOver(claim) ? new Granted(UUID.fromString(known.getString("operationId"))) : new Running();
    }

    /** Without transactions every step is a commit of its own. */
    @Override
    public Outcome claimAhead(Claim claim) {
        return claim(claim);
    }

    private boolean insert(Claim claim) {
        var document = document(claim);
        try {
            mongo.insert(document, COLLECTION);
            return true;
        } catch (DuplicateKeyException _) {
            // A document whose time is over counts as none.
            return mongo.findAndReplace(
                            query(where("_id").is(claim.id()).and("expiresAt").lte(claim.now())),
                            document,
                            FindAndReplaceOptions.none(),
                            Document.class,
                            COLLECTION)
                    != null;
        }
    }

    private boolean takeOver(Claim claim) {
        var free = where("_id")
                .is(claim.id())
                .and("fingerprint")
                .is(claim.fingerprint())
                .and("status")
                .is(null)
                .and("leaseUntil")
                .lte(claim.now());
        var update = new Update().set("token", claim.token().toString()).set("leaseUntil", claim.leaseUntil());
        return mongo.updateFirst(query(free), update, COLLECTION).getModifiedCount() == 1;
    }

    @Override
    public void complete(Claim claim, StoredAnswer answer) {
        var update = new Update()
                .set("status", answer.status())
                .set("contentType", answer.contentType())
                .set("location", answer.location())
                .set("etag", answer.etag())
                .set("body", answer.body());
        mongo.updateFirst(query(held(claim)), update, COLLECTION);
    }

    @Override
    public void forget(Claim claim) {
        mongo.remove(query(held(claim).and("status").is(null)), COLLECTION);
    }

    @Override
    public void leave(Claim claim, Instant now) {
        mongo.updateFirst(query(held(claim).and("status").is(null)), new Update().set("leaseUntil", now), COLLECTION);
    }

    @Override
    public int sweep(Instant now, int limit) {
        var over = mongo.find(query(where("expiresAt").lte(now)).limit(limit), Document.class, COLLECTION).stream()
                .map(document -> document.get("_id"))
                .toList();
        // Once more by the time: a key may have been claimed anew meanwhile.
        mongo.remove(query(where("_id").in(over).and("expiresAt").lte(now)), COLLECTION);
        return over.size();
    }

    @Override
    public boolean isKnown(String id, Instant now) {
        return mongo.exists(query(where("_id").is(id).and("expiresAt").gt(now)), COLLECTION);
    }

    @Override
    public int count(String client, Instant now, int limit) {
        return Math.toIntExact(mongo.count(query(kept(client, now)).limit(limit), COLLECTION));
    }

    @Override
    public Optional<Instant> nextExpiry(String client, Instant now) {
        var first = query(kept(client, now)).with(Sort.by("expiresAt")).limit(1);
        return mongo.find(first, Document.class, COLLECTION).stream()
                .map(document -> document.getDate("expiresAt").toInstant())
                .findFirst();
    }

    private static Criteria kept(String client, Instant now) {
        return where("client").is(client).and("expiresAt").gt(now);
    }

    private static Criteria held(Claim claim) {
        return where("_id").is(claim.id()).and("token").is(claim.token().toString());
    }

    private static Document document(Claim claim) {
        return new Document("_id", claim.id())
                .append("client", claim.client())
                .append("fingerprint", claim.fingerprint())
                .append("operationId", claim.operationId().toString())
                .append("token", claim.token().toString())
                .append("leaseUntil", claim.leaseUntil())
                .append("expiresAt", claim.expiresAt());
    }

    private static StoredAnswer answer(Document known) {
        return new StoredAnswer(
                known.getInteger("status"),
                known.getString("contentType"),
                known.getString("location"),
                known.getString("etag"),
                known.getString("body"));
    }
}
