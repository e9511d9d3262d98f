package shop.http.text;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Anybody can open an account with somebody else's address, and is free in the choice of a name. A mail of ours must not carry that
 * person's message to that address: what looks like a name or a line of an address may stand in a mail, all else is left out. It is
 * always left out as a whole, for a part of it could be read as well.
 */
public final class HarmlessText {

    private static final int LONGEST_NAME = 40;
    private static final int MOST_WORDS_OF_A_NAME = 4;
    private static final int LONGEST_LINE = 60;
    /** House number, post office box or post code; fewer than a telephone number has. */
    private static final int MOST_DIGITS = 9;

    /** Letters of one word, which may be hyphenated, shortened or elided: {@code Jean-Luc}, {@code O'Neil}, {@code J.R.R.}. */
    private static final Pattern NAME = Pattern.compile(
            "[\\p{L}\\p{M}]+(['’.-]+[\\p{L}\\p{M}]+)*\\.?" + "( [\\p{L}\\p{M}]+(['’.-]+[\\p{L}\\p{M}]+)*\\.?)*");

    private static final Pattern LINE = Pattern.compile("[\\p{L}\\p{M}\\p{Nd} ,.'’#()/ºª-]+");

    /** What mail programs make a link of: letters on both sides of a dot, but for initials. */
    private static final Pattern DOMAIN =
            Pattern.compile("[\\p{L}\\p{M}\\p{Nd}]\\.(?=[\\p{L}\\p{M}\\p{Nd}-]{2})|//|(?i:\\bwww\\b|\\bhttps?\\b)");

    private HarmlessText() {}

    /** The name as it may stand in a mail; nothing if it is more, or something else, than a name. */
    public static Optional<String> name(String chosen) {
        var name = Normalizer.normalize(chosen, Normalizer.Form.NFC).strip();
        return name.codePointCount(0, name.length()) <= LONGEST_NAME
                        && name.split(" ", -1).length <= MOST_WORDS_OF_A_NAME
                        && NAME.matcher(name).matches()
                        && !DOMAIN.matcher(name).find()
                ? Optional.of(name)
                : Optional.empty();
    }

    /** A line of a postal address as it may stand in a mail; nothing if it is more, or something else, than that. */
    public static Optional<String> addressLine(String chosen) {
        var line = Normalizer.normalize(chosen, Normalizer.Form.NFC).strip();
        return line.codePointCount(0, line.length()) <= LONGEST_LINE
                        && line.codePoints().filter(Character::isDigit).count() <= MOST_DIGITS
                        && LINE.matcher(line).matches()
                        && !DOMAIN.matcher(line).find()
                ? Optional.of(line)
                : Optional.empty();
    }
}
