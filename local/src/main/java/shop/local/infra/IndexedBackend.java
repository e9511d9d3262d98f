package shop.local.infra;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map.Entry;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * The wire server's store, with indexes that serve as MongoDB's do. The original uses a unique index only for queries over exactly its
 * keys, so that {@code {_id: 1, version: 2}}, which every guarded update is, looks through the whole collection. Here the index finds the
 * candidates and the rest of the query, which the server checks on each of them in any case, decides.
 *
 * <p>Of other indexes the original has the name alone. Here a sparse one finds the documents that have its field, which is how an outbox
 * finds the few documents with events to publish; a query that looks through a large collection keeps everybody else from it meanwhile.
 */
final class IndexedBackend extends H2Backend {

    /** Of the store, not of a database: a map with a name that no collection can have. */
    private static final String STATE = "shopfleet\0state";

    private static final String CLOSED_IN_ORDER = "closedInOrder";

    private final boolean inOrder;

    IndexedBackend(MVStore store) {
        // Before the parent's constructor, which opens the databases that are there.
        this.inOrder = takeBackThatItWasClosed(store);
        super(store);
    }

    /** A crash may have kept a document and lost its place in an index, since they are two writes; an index is believed after none only. */
    private static boolean takeBackThatItWasClosed(MVStore store) {
        MVMap<String, Boolean> state = store.openMap(STATE);
        var inOrder = Boolean.TRUE.equals(state.remove(CLOSED_IN_ORDER));
        store.commit();
        return inOrder;
    }

    @Override
    public void close() {
        if (!getMvStore().isClosed()) {
            getMvStore().<String, Boolean>openMap(STATE).put(CLOSED_IN_ORDER, true);
        }
        super.close();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new IndexedDatabase(name, getMvStore(), getCursorRegistry(), inOrder);
    }

    private static final class IndexedDatabase extends H2Database {

        private final MVStore store;
        private final boolean inOrder;

        IndexedDatabase(String name, MVStore store, CursorRegistry cursors, boolean inOrder) {
            // Before the parent's constructor, which opens the indexes that are there.
            this.store = store;
            this.inOrder = inOrder;
            super(name, store, cursors);
        }

        @Override
        protected Index<Object> openOrCreateUniqueIndex(
                String collection, String index, List<IndexKey> keys, boolean sparse) {
            // The name under which the parent keeps and drops it.
            var positions = store.openMap(
                    mapName(collection, index), new MVMap.Builder<KeyValue, Object>().keyType(new KeyType()));
            return new CandidateIndex(positions, index, keys, sparse);
        }

        @Override
        protected Index<Object> openOrCreateSecondaryIndex(
                String collection, String index, List<IndexKey> keys, boolean sparse) {
            return sparse && keys.size() == 1
                    ? new PresenceIndex(store.openMap(mapName(collection, index)), index, keys, inOrder)
                    : new NameOnlyIndex(index, keys);
        }

        private String mapName(String collection, String index) {
            return databaseName + "." + collection + "._index_" + index;
        }
    }

    /** Finds nothing, and need not be filled: the server reads all documents twice for each index that says it is empty, at each start. */
    private static final class NameOnlyIndex extends EmptyIndex<Object> {

        NameOnlyIndex(String name, List<IndexKey> keys) {
            super(name, keys);
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    /** Knows which documents have a field, and nothing of its values. */
    private static final class PresenceIndex extends EmptyIndex<Object> {

        private static final String EXISTS = "$exists";

        /** Kept among the positions, with the value false, since an index that was filled and found nothing is not one that was never filled. */
        private static final String FILLED = "\0filled";

        private final MVMap<Object, Boolean> positions;
        private final String field;
        private final Document present;
        private final QueryMatcher matcher = new DefaultQueryMatcher();
        private volatile boolean filled;

        PresenceIndex(MVMap<Object, Boolean> positions, String name, List<IndexKey> keys, boolean inOrder) {
            super(name, keys);
            this.positions = positions;
            this.filled = inOrder && positions.containsKey(FILLED);
            this.field = keys.getFirst().getKey();
            this.present = new Document(field, new Document(EXISTS, true));
        }

        @Override
        public void add(Document document, Object position, MongoCollection<Object> collection) {
            if (matcher.matches(document, present)) {
                positions.put(position, true);
            }
        }

        @Override
        public @Nullable Object remove(Document document) {
            // Where the document is, is for the index over the ids to say.
            positions.remove(document.get("_id"));
            return null;
        }

        @Override
        public void updateInPlace(
                Document before, Document after, Object position, MongoCollection<Object> collection) {
            if (matcher.matches(after, present)) {
                positions.put(position, true);
            } else {
                positions.remove(position);
            }
        }

        @Override
        public boolean isEmpty() {
            return !filled;
        }

        /** The server asks once it has filled a new index, and not before. */
        @Override
        public boolean canHandle(Document query) {
            if (!filled) {
                positions.put(FILLED, false);
                filled = true;
            }
            return query.get(field) instanceof Document asked && Boolean.TRUE.equals(asked.get(EXISTS));
        }

        @Override
        public Iterable<Object> getPositions(Document query) {
            return positions.keySet().stream()
                    .filter(position -> !FILLED.equals(position))
                    .toList();
        }

        @Override
        public long getCount() {
            return positions.sizeAsLong() - (positions.containsKey(FILLED) ? 1 : 0);
        }

        @Override
        public long getDataSize() {
            return getCount();
        }
    }

    private static final class CandidateIndex extends AbstractUniqueIndex<Object> {

        private final MVMap<KeyValue, Object> positions;

        CandidateIndex(MVMap<KeyValue, Object> positions, String name, List<IndexKey> keys, boolean sparse) {
            super(name, keys, sparse);
            this.positions = positions;
        }

        @Override
        public synchronized boolean canHandle(Document query) {
            var own = new Document();
            for (var key : keySet()) {
                if (!query.containsKey(key)) {
                    return false;
                }
                own.put(key, query.get(key));
            }
            return super.canHandle(own);
        }

        @Override
        protected @Nullable Object removeDocument(KeyValue key) {
            return positions.remove(key);
        }

        @Override
        protected boolean putKeyPosition(KeyValue key, Object position) {
            return positions.putIfAbsent(key, Missing.ofNullable(position)) == null;
        }

        @Override
        protected Iterable<Entry<KeyValue, Object>> getIterable() {
            return positions.entrySet();
        }

        @Override
        protected @Nullable Object getPosition(KeyValue key) {
            return positions.get(key);
        }

        @Override
        public long getCount() {
            return positions.sizeAsLong();
        }

        @Override
        public long getDataSize() {
            return getCount();
        }
    }
}
