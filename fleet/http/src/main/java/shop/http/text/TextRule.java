package shop.http.text;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * What text may hold, in every service alike: something to see, no control characters except line breaks where a field has several
 * lines, no half of a surrogate pair (UTF-8 cannot carry it, and PostgreSQL takes neither it nor U+0000). It is kept in Unicode's
 * composed form (NFC), so that two spellings of one letter are one text.
 */
public final class TextRule {

    private TextRule() {}

    /** In NFC; the same object if it is so already. */
    public static String normalize(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /**
     * What is wrong with a text, as the end of a sentence that begins with the field's name; null if nothing is. An empty text is not
     * wrong here: whether a field may be empty is the field's own rule.
     */
    public static @Nullable String violation(String text, boolean multiLine) {
        var visible = text.isEmpty();
        for (var at = 0; at < text.length(); ) {
            var character = text.codePointAt(at);
            at += Character.charCount(character);
            switch (Character.getType(character)) {
                case Character.SURROGATE -> {
                    return "must not hold half of a surrogate pair";
                }
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {
                    if (!isLineBreak(character)) {
                        return "must not hold control characters";
                    } else if (!multiLine) {
                        return "must be one line, without control characters";
                    }
                }
                default -> visible |= isVisible(character);
            }
        }
        return visible ? null : "must hold something to see";
    }

    /** Whether there is something to see in it. */
    public static boolean isVisible(CharSequence text) {
        return text.codePoints().anyMatch(TextRule::isVisible);
    }

    private static boolean isLineBreak(int character) {
        return character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029;
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> !isBlankGlyph(character);
        };
    }

    /** Letters and marks that Unicode lists as ignorable (Default_Ignorable_Code_Point), and the empty Braille cell. */
    private static boolean isBlankGlyph(int character) {
        return character == 0x034F
                || character == 0x115F
                || character == 0x1160
                || character == 0x17B4
                || character == 0x17B5
                || (character >= 0x180B && character <= 0x180F)
                || character == 0x2800
                || character == 0x3164
                || (character >= 0xFE00 && character <= 0xFE0F)
                || character == 0xFFA0
                || (character >= 0xE0100 && character <= 0xE01EF);
    }
}
