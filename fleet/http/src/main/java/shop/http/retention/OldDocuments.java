package shop.http.retention;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import org.bson.Document;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Deletes documents by their time, a batch at a time: not every store deletes by itself what an index says is over. For services that
 * have a MongoDB, so only what is for those may name this class.
 */
public final class OldDocuments {

    private OldDocuments() {}

    /**
     * Deletes the oldest ones. Each is looked at again when it is deleted, and several instances may do so at once.
     *
     * @param field an instant, with an index; documents without it stay
     * @return how many it deleted
     */
    public static long delete(MongoOperations mongo, String collection, String field, Instant limit, int atMost) {
        var oldest = query(where(field).lt(limit)).with(Sort.by(field)).limit(atMost);
        oldest.fields().include("_id");
        var ids = mongo.find(oldest, Document.class, collection).stream()
                .map(document -> document.get("_id"))
                .toList();
        return ids.isEmpty()
                ? 0
                : mongo.remove(query(where("_id").in(ids).and(field).lt(limit)), collection)
                        .getDeletedCount();
    }

    /** As {@link #delete(MongoOperations, String, String, Instant, int)}, of the collection that a type is stored in. */
    public static long delete(MongoOperations mongo, Class<?> type, String field, Instant limit, int atMost) {
        return delete(mongo, mongo.getCollectionName(type), field, limit, atMost);
    }
}
