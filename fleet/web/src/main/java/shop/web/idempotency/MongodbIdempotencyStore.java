package shop.web.idempotency;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.UUID;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndReplaceOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Update;
import shop.web.idempotency.IdempotencyStore.Outcome.Answered;
import shop.web.idempotency.IdempotencyStore.Outcome.Granted;
import shop.web.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.web.idempotency.IdempotencyStore.Outcome.Running;

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
    public void sweep(Instant now) {
        mongo.remove(query(where("expiresAt").lte(now)), COLLECTION);
    }

    private static Criteria held(Claim claim) {
        return where("_id").is(claim.id()).and("token").is(claim.token().toString());
    }

    private static Document document(Claim claim) {
        return new Document("_id", claim.id())
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
