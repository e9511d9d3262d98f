package shop.notification.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoOperations;

/** Stores many documents in one call and passes over those whose ids are there already. */
public final class NewDocuments {

    private static final int DUPLICATE_KEY = 11000;

    private NewDocuments() {}

    /** Returns those that were not there. */
    public static <T> List<T> insert(MongoOperations mongo, List<T> documents, Class<T> type) {
        if (documents.isEmpty()) {
            return List.of();
        }
        try {
            mongo.bulkOps(BulkMode.UNORDERED, type).insert(documents).execute();
            return documents;
        } catch (DataAccessException refused) {
            var known = known(refused);
            return IntStream.range(0, documents.size())
                    .filter(place -> !known.contains(place))
                    .mapToObj(documents::get)
                    .toList();
        }
    }

    /** The places of those that were there; any other reason for a refusal is thrown. */
    private static Set<Integer> known(DataAccessException refused) {
        if (!(refused.getCause() instanceof MongoBulkWriteException failed)
                || failed.getWriteConcernError() != null
                || failed.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
            throw refused;
        }
        var places = new HashSet<Integer>();
        failed.getWriteErrors().stream().map(BulkWriteError::getIndex).forEach(places::add);
        return places;
    }
}
