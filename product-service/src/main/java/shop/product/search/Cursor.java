package shop.product.search;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/**
 * A place in a sorted result, as text without a meaning to clients: what the product before it is sorted by. It stays good whatever is
 * added, changed or removed, and on every instance.
 */
final class Cursor {

    private static final int FORMAT = 1;

    /** Behind every product that is sorted alike, which is none but the one that the cursor was made of. */
    private static final int BEHIND = Integer.MAX_VALUE;

    private Cursor() {}

    static String of(Sort sort, FieldDoc last) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(mark(sort));
            for (var value : last.fields) {
                switch (value) {
                    case Float score -> out.writeFloat(score);
                    case Long number -> out.writeLong(number);
                    case BytesRef text -> {
                        out.writeShort(text.length);
                        out.write(text.bytes, text.offset, text.length);
                    }
                    default -> throw new IllegalStateException("sorted by " + value.getClass());
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** Reads a cursor, which may be anything that a client makes up. */
    static FieldDoc read(String cursor, Sort sort) {
        try (var in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(cursor)))) {
            if (in.readByte() != FORMAT || in.readInt() != mark(sort)) {
                throw new SearchException.BadCursor();
            }
            var fields = new Object[sort.getSort().length];
            for (var i = 0; i < fields.length; i++) {
                fields[i] = read(in, sort.getSort()[i]);
            }
            if (in.read() != -1) {
                throw new SearchException.BadCursor();
            }
            return new FieldDoc(BEHIND, Float.NaN, fields);
        } catch (IOException | IllegalArgumentException malformed) {
            throw new SearchException.BadCursor();
        }
    }

    /** Distinguishes sort orders. The hash of a text is the same everywhere, that of a sort is not. */
    private static int mark(Sort sort) {
        return sort.toString().hashCode();
    }

    private static Object read(DataInputStream in, SortField field) throws IOException {
        return switch (field.getType()) {
            case SCORE -> readScore(in);
            case LONG -> in.readLong();
            default -> {
                var bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                yield new BytesRef(bytes);
            }
        };
    }

    private static Float readScore(DataInputStream in) throws IOException {
        var score = in.readFloat();
        if (Float.isNaN(score)) {
            throw new SearchException.BadCursor();
        }
        return score;
    }
}
