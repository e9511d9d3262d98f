package shop.notification.preference;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static org.springframework.data.mongodb.core.query.Update.update;

import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import shop.web.version.IfMatch;

/** Keeps what customers prefer. */
@Repository
public class PreferenceBook {

    /** Changes of one customer's preferences at once are rare; who loses that often is told so. */
    private static final int TRIES = 5;

    private final MongoTemplate mongo;

    public PreferenceBook(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    public Preferences of(UUID userId) {
        var found = mongo.findById(userId, PreferenceDocument.class);
        return found == null ? Preferences.DEFAULT : found.preferences();
    }

    public Preferences change(UUID userId, boolean email, IfMatch expected) {
        for (var attempt = 0; attempt < TRIES; attempt++) {
            var before = of(userId);
            expected.require(before.version());
            var changed = before.version() == 0 ? create(userId, email) : replace(userId, email, before.version());
            if (changed.isPresent()) {
                return changed.get();
            }
        }
        throw new OptimisticLockingFailureException("preferences of " + userId + " are changed by others all the time");
    }

    private Optional<Preferences> create(UUID userId, boolean email) {
        try {
            return Optional.of(
                    mongo.insert(new PreferenceDocument(userId, email, 1)).preferences());
        } catch (DuplicateKeyException faster) {
            return Optional.empty();
        }
    }

    private Optional<Preferences> replace(UUID userId, boolean email, long revision) {
        return Optional.ofNullable(mongo.findAndModify(
                        query(where("_id").is(userId).and("revision").is(revision)),
                        update("email", email).set("revision", revision + 1),
                        FindAndModifyOptions.options().returnNew(true),
                        PreferenceDocument.class))
                .map(PreferenceDocument::preferences);
    }
}
