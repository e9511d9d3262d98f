package shop.notification.preference;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import shop.http.version.IfMatch;

/** Keeps what customers prefer. */
@Repository
public class PreferenceRepository {

    /** Changes of one customer's preferences at once are rare; who loses that often gets a 503. */
    private static final int TRIES = 5;

    private final MongoTemplate mongo;

    public PreferenceRepository(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    public Preferences of(UUID userId) {
        var found = mongo.findById(userId, PreferenceDocument.class);
        return found == null ? Preferences.DEFAULT : found.preferences();
    }

    /** Those of customers who have said something, with one call. */
    public Map<UUID, Preferences> ofAll(Set<UUID> userIds) {
        return mongo.find(query(where("_id").in(userIds)), PreferenceDocument.class).stream()
                .collect(Collectors.toMap(PreferenceDocument::id, PreferenceDocument::preferences));
    }

    /**
     * Replaces all that the customer said before.
     *
     * @param wanted its version is of no account
     */
    public Preferences change(UUID userId, Preferences wanted, IfMatch expected) {
        for (var attempt = 0; attempt < TRIES; attempt++) {
            var before = of(userId);
            expected.require(before.version());
            var next = PreferenceDocument.of(userId, wanted, before.version() + 1);
            if (before.version() == 0 ? create(next) : replace(next)) {
                return next.preferences();
            }
        }
        throw new OptimisticLockingFailureException("preferences of " + userId + " are changed by others all the time");
    }

    private boolean create(PreferenceDocument first) {
        try {
            mongo.insert(first);
            return true;
        } catch (DuplicateKeyException faster) {
            return false;
        }
    }

    private boolean replace(PreferenceDocument next) {
        var before = query(where("_id").is(next.id()).and("revision").is(next.revision() - 1));
        return mongo.replace(before, next).getMatchedCount() == 1;
    }
}
