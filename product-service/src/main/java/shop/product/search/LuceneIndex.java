package shop.product.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of one instance, in a folder that it has for itself. Who writes takes turns, any number search. It can be deleted at any time:
 * everything in it comes from the topics and comes again.
 */
final class LuceneIndex implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

    private static final String SCHEMA_KEY = "schema";
    private static final int MOST_INSTANCES_OF_A_MACHINE = 64;

    /** Stock of products that are not known yet, and archived products: what has to be remembered and is not in the index. */
    private static final int MOST_OUTSIDE = 100_000;

    private final double ramBufferMegabytes;

    /** What was written since the last refresh, which the searcher does not know of. */
    private final Map<UUID, State> fresh = new HashMap<>();

    private final Map<UUID, State> outside = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, State> eldest) {
            return size() > MOST_OUTSIDE;
        }
    };

    private volatile Open open;
    private @Nullable Looked looked;

    /** What is open as long as nothing breaks. */
    private record Open(Path folder, FSDirectory directory, IndexWriter writer, SearcherManager searchers) {}

    /**
     * What the order of events is judged by.
     *
     * @param version of the content, 0 for a product of which only the stock is known
     */
    private record State(long version, boolean archived, long available, long stockVersion) {

        static final State UNKNOWN = new State(0, false, 0, 0);

        boolean isIndexed() {
            return version > 0 && !archived;
        }
    }

    /** Takes the first folder below that no other instance has. */
    LuceneIndex(Path below, double ramBufferMegabytes) {
        this.ramBufferMegabytes = ramBufferMegabytes;
        this.open = openFirstFree(below);
    }

    private Open openFirstFree(Path below) {
        for (var number = 0; ; number++) {
            var candidate = below.resolve("index-" + number);
            try {
                return open(candidate);
            } catch (LockObtainFailedException taken) {
                if (number == MOST_INSTANCES_OF_A_MACHINE) {
                    throw new UncheckedIOException("no free folder for the search index below " + below, taken);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot open the search index in " + candidate, failed);
            }
        }
    }

    Path folder() {
        return open.folder();
    }

    private Open open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var directory = FSDirectory.open(folder);
        try {
            return open(directory, IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
        } catch (LockObtainFailedException taken) {
            directory.close();
            throw taken;
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("the search index in {} cannot be read and is built anew: {}", folder, unreadable.toString());
            return open(directory, IndexWriterConfig.OpenMode.CREATE);
        }
    }

    private Open open(FSDirectory directory, IndexWriterConfig.OpenMode mode) throws IOException {
        var config = new IndexWriterConfig(new Analyzers())
                .setOpenMode(mode)
                .setSimilarity(new FixedSimilarity())
                .setIndexSort(IndexFields.NEWEST_FIRST)
                .setRAMBufferSizeMB(ramBufferMegabytes)
                .setCommitOnClose(false);
        var writer = new IndexWriter(directory, config);
        try {
            if (!IndexFields.SCHEMA.equals(commitData(writer).get(SCHEMA_KEY))) {
                writer.deleteAll();
            }
            return new Open(
                    directory.getDirectory(), directory, writer, new SearcherManager(writer, new SimilarSearchers()));
        } catch (IOException | RuntimeException failed) {
            writer.rollback();
            throw failed;
        }
    }

    /** How far the topics were read for what is in the index; empty for an index without a past. */
    Map<String, String> position() {
        var data = commitData(open.writer());
        if (!IndexFields.SCHEMA.equals(data.remove(SCHEMA_KEY))) {
            return Map.of();
        }
        return data;
    }

    private static Map<String, String> commitData(IndexWriter writer) {
        var data = new HashMap<String, String>();
        var committed = writer.getLiveCommitData();
        if (committed != null) {
            committed.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        return data;
    }

    /** Begins anew. */
    synchronized void clear() throws IOException {
        open.writer().deleteAll();
        refresh();
        fresh.clear();
        outside.clear();
    }

    /** Takes over the content of a product, unless a newer one was taken over before. */
    synchronized void put(SearchableProduct product) throws IOException {
        var id = product.productId();
        var known = state(id);
        if (product.version() <= known.version()) {
            return;
        }
        if (product.archived()) {
            open.writer().deleteDocuments(term(id));
        } else {
            var document = IndexFields.document(product, known.available(), known.stockVersion());
            open.writer().updateDocument(term(id), document);
        }
        remember(id, new State(product.version(), product.archived(), known.available(), known.stockVersion()));
    }

    /** Takes over how much of a product can be bought, unless something newer was taken over before. */
    synchronized void putStock(UUID id, long available, long stockVersion) throws IOException {
        var known = state(id);
        if (stockVersion <= known.stockVersion()) {
            return;
        }
        if (known.isIndexed()) {
            open.writer()
                    .updateDocValues(
                            term(id),
                            new NumericDocValuesField(IndexFields.AVAILABLE, available),
                            new NumericDocValuesField(IndexFields.STOCK_VERSION, stockVersion));
        }
        remember(id, new State(known.version(), known.archived(), available, stockVersion));
    }

    private void remember(UUID id, State state) {
        if (state.isIndexed()) {
            fresh.put(id, state);
            outside.remove(id);
        } else {
            fresh.remove(id);
            outside.put(id, state);
        }
    }

    private State state(UUID id) throws IOException {
        var recent = fresh.get(id);
        if (recent == null) {
            recent = outside.get(id);
        }
        return recent == null ? indexed(id) : recent;
    }

    private State indexed(UUID id) throws IOException {
        var key = IndexFields.bytes(id);
        for (var segment : segments()) {
            var document = segment.find(key);
            if (document != DocIdSetIterator.NO_MORE_DOCS) {
                return new State(
                        number(segment.reader(), IndexFields.VERSION, document),
                        false,
                        number(segment.reader(), IndexFields.AVAILABLE, document),
                        number(segment.reader(), IndexFields.STOCK_VERSION, document));
            }
        }
        return State.UNKNOWN;
    }

    /** What is visible, kept open from one refresh to the next: opening the terms of all segments for each product takes longer than finding it. */
    private List<Segment> segments() throws IOException {
        if (looked == null) {
            var searcher = open.searchers().acquire();
            var segments = new ArrayList<Segment>();
            for (var leaf : searcher.getIndexReader().leaves()) {
                var terms = leaf.reader().terms(IndexFields.ID);
                if (terms != null) {
                    segments.add(new Segment(leaf.reader(), terms.iterator()));
                }
            }
            looked = new Looked(searcher, segments);
        }
        return looked.segments();
    }

    private void lookAway() throws IOException {
        if (looked != null) {
            open.searchers().release(looked.searcher());
            looked = null;
        }
    }

    /** The writers' view of what is visible. */
    private record Looked(IndexSearcher searcher, List<Segment> segments) {}

    private record Segment(LeafReader reader, TermsEnum ids) {

        int find(BytesRef id) throws IOException {
            if (!ids.seekExact(id)) {
                return DocIdSetIterator.NO_MORE_DOCS;
            }
            var live = reader.getLiveDocs();
            var documents = ids.postings(null, PostingsEnum.NONE);
            var document = documents.nextDoc();
            while (document != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(document)) {
                document = documents.nextDoc();
            }
            return document;
        }
    }

    static long number(LeafReader reader, String field, int document) throws IOException {
        var values = reader.getNumericDocValues(field);
        return values != null && values.advanceExact(document) ? values.longValue() : 0;
    }

    private static Term term(UUID id) {
        return new Term(IndexFields.ID, IndexFields.bytes(id));
    }

    /** How many products were changed and are not visible yet. */
    synchronized int invisible() {
        return fresh.size();
    }

    /** Makes visible what was written. */
    synchronized void refresh() throws IOException {
        lookAway();
        open.searchers().maybeRefreshBlocking();
        fresh.clear();
    }

    /** Makes durable what was written, and how far the topics were read for it. */
    void commit(Map<String, String> position) throws IOException {
        var data = new HashMap<>(position);
        data.put(SCHEMA_KEY, IndexFields.SCHEMA);
        open.writer().setLiveCommitData(data.entrySet());
        open.writer().commit();
    }

    /** Whether nothing more can be written, for example since the disk was full. */
    boolean isBroken() {
        return !open.writer().isOpen();
    }

    /** Goes back to what was made durable. */
    synchronized void reopen() throws IOException {
        LOG.warn("the search index in {} is opened again", open.folder());
        lookAway();
        var broken = open;
        broken.searchers().close();
        broken.writer().rollback();
        broken.directory().close();
        open = open(broken.folder());
        fresh.clear();
        outside.clear();
    }

    /** Searches what is visible. */
    <T> T search(Search<T> search) {
        var searchers = open.searchers();
        try {
            var searcher = searchers.acquire();
            try {
                return search.in(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What is asked of one state of the index. */
    @FunctionalInterface
    interface Search<T> {
        T in(IndexSearcher searcher) throws IOException;
    }

    static long generation(IndexSearcher searcher) {
        return ((DirectoryReader) searcher.getIndexReader()).getVersion();
    }

    @Override
    public synchronized void close() throws IOException {
        lookAway();
        open.searchers().close();
        open.writer().rollback();
        open.directory().close();
    }

    private static final class SimilarSearchers extends SearcherFactory {

        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
            var searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new FixedSimilarity());
            return searcher;
        }
    }

    private static final class Analyzers extends AnalyzerWrapper {

        Analyzers() {
            super(PER_FIELD_REUSE_STRATEGY);
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return field.equals(IndexFields.STEMS) || field.equals(IndexFields.NAME_STEMS)
                    ? ProductText.STEMMED
                    : ProductText.EXACT;
        }
    }
}
