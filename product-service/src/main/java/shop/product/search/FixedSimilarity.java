package shop.product.search;

import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;

/**
 * BM25 without what it knows of other documents. So the score of a product depends on the product and the words alone: it is the same on
 * every instance and while others come and go, and a cursor into results by relevance stays good.
 */
final class FixedSimilarity extends BM25Similarity {

    private static final float USUAL_WORDS = 20;

    @Override
    protected float idf(long documentsWithTheWord, long documents) {
        return 1;
    }

    @Override
    protected float avgFieldLength(CollectionStatistics statistics) {
        return USUAL_WORDS;
    }
}
