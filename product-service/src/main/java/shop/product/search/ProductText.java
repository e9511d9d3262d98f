package shop.product.search;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Cuts texts into words, in lower case and without accents. */
final class ProductText extends Analyzer {

    /** The words as they are. */
    static final ProductText EXACT = new ProductText(false);

    /** The stems of English words, so that "mugs" finds "mug"; words that the rules do not know stay as they are. */
    static final ProductText STEMMED = new ProductText(true);

    private static final int LONGEST_WORD = 64;

    private final boolean stemming;

    private ProductText(boolean stemming) {
        this.stemming = stemming;
    }

    /** Texts that were stored before they were composed at the door are found too. */
    @Override
    protected Reader initReader(String field, Reader reader) {
        try {
            return new StringReader(Normalizer.normalize(reader.readAllAsString(), Normalizer.Form.NFC));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        var words = new StandardTokenizer();
        words.setMaxTokenLength(LONGEST_WORD);
        TokenStream plain = new ASCIIFoldingFilter(new LowerCaseFilter(words));
        return new TokenStreamComponents(
                words, stemming ? new PorterStemFilter(new EnglishPossessiveFilter(plain)) : plain);
    }

    /** The first words of a text. */
    List<String> words(String text, int most) {
        var found = new ArrayList<String>();
        try (var stream = tokenStream("", text)) {
            var word = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (found.size() < most && stream.incrementToken()) {
                found.add(word.toString());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return found;
    }
}
