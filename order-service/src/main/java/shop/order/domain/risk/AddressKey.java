package shop.order.domain.risk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import shop.order.domain.ShippingAddress;

/**
 * Recognizes an address that is written a little differently: case, spaces and punctuation do not count, nor do the name and the second
 * line, which whoever hides behind many accounts varies first. Only a hash is kept.
 */
public final class AddressKey {

    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final String SEPARATOR = "|";
    private static final int LENGTH = 22;

    private AddressKey() {}

    public static String of(ShippingAddress address) {
        return of(address.line1(), address.postalCode(), address.country());
    }

    public static String of(String line1, String postalCode, String country) {
        var text = String.join(SEPARATOR, plain(line1), plain(postalCode), plain(country));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static String plain(String text) {
        return NO_LETTER_OR_DIGIT.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
    }
}
