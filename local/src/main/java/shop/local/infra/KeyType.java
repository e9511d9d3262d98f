package shop.local.infra;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.h2.mvstore.type.ObjectDataType;

/**
 * The order of index keys that the store has anyway, found without serializing both keys for each comparison: that was three fifths of the
 * wire server's work under an import. The store orders keys by their serialized bytes, and two keys of one shape differ in nothing but
 * their value: a UUID is written as its lower and its upper half, a text as its length and its bytes. Keys of other shapes are compared as
 * before, so a store from before opens as it was.
 */
final class KeyType extends ObjectDataType {

    @Override
    public int compare(Object one, Object other) {
        if (one instanceof KeyValue first
                && other instanceof KeyValue second
                && first.size() == 1
                && second.size() == 1) {
            if (first.get(0) instanceof UUID a && second.get(0) instanceof UUID b) {
                return compare(a, b);
            }
            if (first.get(0) instanceof String a && second.get(0) instanceof String b && isPlain(a) && isPlain(b)) {
                return compare(a, b);
            }
        }
        return super.compare(one, other);
    }

    private static int compare(UUID one, UUID other) {
        var lower = Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
        return lower == 0 ? Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits()) : lower;
    }

    private static int compare(String one, String other) {
        return one.length() == other.length()
                ? Arrays.compareUnsigned(
                        one.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1))
                : Integer.compare(one.length(), other.length());
    }

    /** One byte for each letter, and a length of two bytes. */
    private static boolean isPlain(String text) {
        return text.length() <= Short.MAX_VALUE && text.chars().allMatch(letter -> 0 < letter && letter < 0x80);
    }
}
