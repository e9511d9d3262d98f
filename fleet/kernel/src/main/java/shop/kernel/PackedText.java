package shop.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes short texts small that are stored often: deflated against a dictionary of what such texts have in common, without which a text
 * of a few hundred characters hardly shrinks. The first byte says which dictionary it was, so one that is stored stays readable when a
 * better dictionary is added; a dictionary that was ever used is never changed.
 */
public final class PackedText {

    /** The first byte of a text that is stored as it is, in UTF-8. */
    private static final byte PLAIN = 0;

    /** Further back deflate does not look. */
    private static final int LONGEST_DICTIONARY = 32_768;

    private static final int BLOCK = 1_024;

    private final Map<Byte, byte[]> dictionaries = new TreeMap<>();
    private final byte newest;

    /** @param dictionaries in the order in which they came into use; what is most likely to be found stands at the end of each */
    public PackedText(String... dictionaries) {
        if (dictionaries.length == 0 || dictionaries.length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "dictionaries: " + dictionaries.length + " (expected: 1 to " + Byte.MAX_VALUE + ")");
        }
        for (var dictionary : dictionaries) {
            var bytes = dictionary.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0 || bytes.length > LONGEST_DICTIONARY) {
                throw new IllegalArgumentException(
                        "dictionary of " + bytes.length + " bytes (expected: 1 to " + LONGEST_DICTIONARY + ")");
            }
            this.dictionaries.put((byte) (this.dictionaries.size() + 1), bytes);
        }
        this.newest = (byte) dictionaries.length;
    }

    /** The text as it is stored, never more than a byte longer than it is in UTF-8. */
    public byte[] pack(String text) {
        var plain = text.getBytes(StandardCharsets.UTF_8);
        var packed = new ByteArrayOutputStream(BLOCK);
        packed.write(newest);
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setDictionary(dictionaries.get(newest));
            deflater.setInput(plain);
            deflater.finish();
            var block = new byte[BLOCK];
            while (!deflater.finished()) {
                packed.write(block, 0, deflater.deflate(block));
            }
        } finally {
            deflater.end();
        }
        return packed.size() <= plain.length ? packed.toByteArray() : unpacked(plain);
    }

    private static byte[] unpacked(byte[] plain) {
        var stored = new byte[plain.length + 1];
        stored[0] = PLAIN;
        System.arraycopy(plain, 0, stored, 1, plain.length);
        return stored;
    }

    /**
     * The text that was packed.
     *
     * @throws IllegalArgumentException if these bytes were not made by {@link #pack} with one of the dictionaries
     */
    public String unpack(byte[] stored) {
        if (stored.length == 0) {
            throw new IllegalArgumentException("no packed text: empty");
        }
        if (stored[0] == PLAIN) {
            return new String(stored, 1, stored.length - 1, StandardCharsets.UTF_8);
        }
        var dictionary = dictionaries.get(stored[0]);
        if (dictionary == null) {
            throw new IllegalArgumentException(
                    "no packed text: dictionary " + stored[0] + " (expected: one of " + dictionaries.keySet() + ")");
        }
        return new String(inflated(Arrays.copyOfRange(stored, 1, stored.length), dictionary), StandardCharsets.UTF_8);
    }

    private static byte[] inflated(byte[] packed, byte[] dictionary) {
        var plain = new ByteArrayOutputStream(BLOCK);
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary);
            inflater.setInput(packed);
            var block = new byte[BLOCK];
            while (!inflater.finished()) {
                var length = inflater.inflate(block);
                if (length == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("no packed text: it ends too early");
                }
                plain.write(block, 0, length);
            }
            if (inflater.getRemaining() > 0) {
                throw new IllegalArgumentException("no packed text: " + inflater.getRemaining() + " bytes follow it");
            }
        } catch (DataFormatException broken) {
            throw new IllegalArgumentException("no packed text", broken);
        } finally {
            inflater.end();
        }
        return plain.toByteArray();
    }
}
