package shop.order.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The number of an order that people read, say and type, such as {@code 7K3M-9Q4T}: 40 random bits in Crockford's base 32, which has no
 * letter that is taken for a digit. It opens nothing by itself, and nobody can count on from the number of one order to that of another.
 */
public record OrderNumber(String value) {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS_PER_DIGIT = 5;
    private static final int DIGITS = 8;
    private static final int GROUP = 4;

    private static final Pattern CANONICAL = Pattern.compile("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}");

    /** Whatever people put between the groups. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s#\\p{Pd}]+");

    public OrderNumber {
        if (!CANONICAL.matcher(value).matches()) {
            throw new IllegalArgumentException("number: " + value + " (expected: such as 7K3M-9Q4T)");
        }
    }

    /** Of the lowest 40 bits. */
    public static OrderNumber of(long bits) {
        var digits = new StringBuilder(DIGITS + 1);
        for (var digit = DIGITS - 1; digit >= 0; digit--) {
            digits.append(ALPHABET.charAt((int) (bits >>> (digit * BITS_PER_DIGIT)) & (ALPHABET.length() - 1)));
        }
        return new OrderNumber(digits.insert(GROUP, '-').toString());
    }

    /**
     * Reads a number as people write it: in small letters, without the dash or with spaces, with O for 0 and I or L for 1.
     *
     * @return empty for what is no number
     */
    public static Optional<OrderNumber> parse(String text) {
        var digits = SEPARATORS
                .matcher(text)
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        if (digits.length() != DIGITS || !digits.chars().allMatch(digit -> ALPHABET.indexOf(digit) >= 0)) {
            return Optional.empty();
        }
        return Optional.of(new OrderNumber(digits.substring(0, GROUP) + "-" + digits.substring(GROUP)));
    }
}
